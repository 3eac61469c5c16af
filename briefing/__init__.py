"""The voice: what the database holds, said in views, words and charts for screen and paper."""
