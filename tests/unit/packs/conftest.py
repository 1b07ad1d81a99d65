from packs import profiles

profiles.use()
