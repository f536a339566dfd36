"""What a case is and how it moves; knows neither web nor mail (design 4)."""
