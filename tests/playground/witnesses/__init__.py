"""Small bots on three libraries, run with nothing but the API's address changed: do they take this for Telegram?"""
