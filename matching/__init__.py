"""How people and vacancies meet: pure functions over (skill, level). No text, no web, no database, no clock."""
