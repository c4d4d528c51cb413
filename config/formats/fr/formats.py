"""French dates and numbers, in place of Django's own (odd short dates, no-break spaces of another width)."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = r"j F Y à G \h i"
TIME_FORMAT = r"G \h i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j M Y"
SHORT_DATETIME_FORMAT = r"j M Y, G \h i"
FIRST_DAY_OF_WEEK = 1
# The first format is what a date field shows: <input type="date"> takes no other.
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y"]
DATETIME_INPUT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u202f"
NUMBER_GROUPING = 3
