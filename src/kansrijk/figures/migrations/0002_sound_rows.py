"""What no code may get around: every array as long as the others, and nothing behind a status without a value."""

from django.db import migrations

# Status codes are those of rules.STATUS_NAMES: 0 measured, 1 modelled; 2–5 are the four empties.
FUNCTION = """
create function figures_row_is_sound(
  value float8[], lower float8[], upper float8[], numerator float8[], denominator float8[], status smallint[]
) returns boolean language sql immutable parallel safe as $$
  select cardinality(status) > 0
    and cardinality(value) = cardinality(status) and cardinality(lower) = cardinality(status)
    and cardinality(upper) = cardinality(status) and cardinality(numerator) = cardinality(status)
    and cardinality(denominator) = cardinality(status)
    and (
      select bool_and(
        s is not null and s between 0 and 5
        and case when s in (0, 1)
          then v is not null and v <> 'NaN' and abs(v) <> 'Infinity'
            and (lo is null) = (up is null) and (lo is null or lo <= up)
          else v is null and lo is null and up is null and n is null and d is null end
      )
      from unnest(value, lower, upper, numerator, denominator, status) as e(v, lo, up, n, d, s)
    )
$$;
alter table figures_row add constraint row_is_sound
  check (figures_row_is_sound(value, lower, upper, numerator, denominator, status));
"""


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_initial")]

    operations = [
        migrations.RunSQL(
            FUNCTION, "alter table figures_row drop constraint row_is_sound; drop function figures_row_is_sound"
        )
    ]
