"""Reports: the weekly PDF, set from the same views and the same caveats as the screen."""
