"""What the screens of figures show: queries put together into lines, groups and sentences. No ORM, no HTTP."""
