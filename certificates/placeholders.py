"""What a company may say in its own words on certificates (T8): names that are filled in, and how many signs."""

NAMES = ("name", "company")
# What page 1 and page 2 hold in their usual sizes, by the place on the sheet.
MOST = {"thanks": 40, "title": 80, "lead": 400, "ask": 200}
