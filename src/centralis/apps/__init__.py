"""The rooms of the house: Django apps in the order of an image's life."""
