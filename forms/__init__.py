"""ASK: questionnaires as data (TOML), and the WTForms built from them. Imports no database and no other package."""
