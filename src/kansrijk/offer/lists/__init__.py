"""A directory as a list: the columns, reading CSV and XLSX, writing CSV, XLSX, Open Referral and schema.org."""
