"""Addresses of what a coalition shows: to its members, to everybody, to experts by experience."""

from django.urls import path

from kansrijk.coalition.views import infographic, learning, newsletter, public, public_desk

urlpatterns = [
    path("coalitie/<slug:slug>/infographic", infographic.infographic, name="coalition_infographic"),
    path("coalitie/<slug:slug>/infographic.svg", infographic.as_svg, name="coalition_infographic_svg"),
    path("coalitie/<slug:slug>/infographic.pdf", infographic.as_pdf, name="coalition_infographic_pdf"),
    path("coalitie/<slug:slug>/nieuws/<uuid:number>", public.news_item, name="coalition_news"),
    path("coalitie/<slug:slug>/rapport/<uuid:number>", public.report, name="coalition_report"),
    path("coalitie/<slug:slug>/nieuwsbrief", newsletter.subscribe, name="newsletter_subscribe"),
    path("coalitie/<slug:slug>/openbaar", public_desk.desk, name="coalition_public"),
    path("coalitie/<slug:slug>/openbaar/voorbeeld", public.preview, name="coalition_public_preview"),
    path("coalitie/<slug:slug>/openbaar/tonen", public_desk.publish, name="coalition_publish"),
    path("coalitie/<slug:slug>/openbaar/nieuws", public_desk.write_news, name="coalition_new_news"),
    path("coalitie/<slug:slug>/openbaar/nieuws/<uuid:number>", public_desk.write_news, name="coalition_change_news"),
    path(
        "coalitie/<slug:slug>/openbaar/nieuws/<uuid:number>/weg", public_desk.remove_news, name="coalition_remove_news"
    ),
    path("coalitie/<slug:slug>/openbaar/rapport", public_desk.add_report, name="coalition_new_report"),
    path(
        "coalitie/<slug:slug>/openbaar/rapport/<uuid:number>/weg",
        public_desk.remove_report,
        name="coalition_remove_report",
    ),
    path("coalitie/<slug:slug>/nieuwsbrieven", public_desk.letters, name="coalition_letters"),
    path("coalitie/<slug:slug>/nieuwsbrieven/<uuid:number>", public_desk.letters, name="coalition_letter"),
    path(
        "coalitie/<slug:slug>/nieuwsbrieven/<uuid:number>/versturen",
        public_desk.send_letter,
        name="coalition_send_letter",
    ),
    path("coalitie/<slug:slug>/wie-is-wie/mijzelf", public_desk.show_myself, name="coalition_show_myself"),
    path("coalitie/<slug:slug>/scholing", learning.trainings, name="coalition_trainings"),
    path("coalitie/<slug:slug>/scholing.csv", learning.export, name="coalition_training_csv"),
    path("coalitie/<slug:slug>/scholing/<uuid:number>", learning.training, name="coalition_training"),
    path("coalitie/<slug:slug>/scholing/<uuid:number>/einde", learning.end, name="coalition_end_training"),
    path("coalitie/<slug:slug>/scholing/<uuid:number>/<uuid:day>", learning.attendance, name="coalition_attendance"),
    path("coalitie/<slug:slug>/borging", learning.embedding, name="coalition_embedding"),
    path("nieuwsbrief/stop/<str:token>", newsletter.leave, name="newsletter_leave"),
    path("nieuwsbrief/<str:token>", newsletter.confirm, name="newsletter_confirm"),
]
