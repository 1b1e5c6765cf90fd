"""Addresses of reading along."""

from django.urls import path

from kansrijk.coalition.views import voices

AT = "coalitie/<slug:slug>/meelezen"
urlpatterns = [
    path(AT, voices.voices, name="coalition_voices"),
    path(f"{AT}/nieuw", voices.new, name="coalition_new_voice"),
    path(f"{AT}/<uuid:number>", voices.voice, name="coalition_voice"),
    path(f"{AT}/<uuid:number>/sluiten", voices.close, name="coalition_close_voice"),
    path(f"{AT}/reactie/<uuid:number>", voices.answer, name="coalition_answer_voice"),
    path(f"{AT}/reactie/<uuid:number>/weghalen", voices.take_back, name="coalition_take_back_voice"),
]
