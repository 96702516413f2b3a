"""What `bench/publishing.py` is made of: a large country and the pages of its office."""
