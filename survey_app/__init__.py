"""KEEP: the Flask app, the database and the command line. Takes an answer in, keeps it, hands counted cells on."""
