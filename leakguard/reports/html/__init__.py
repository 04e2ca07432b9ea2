"""What the HTML report shows, in words and numbers, and the template, style and script that show it."""
