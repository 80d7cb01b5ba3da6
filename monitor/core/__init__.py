"""The nouns, the errors and the ports that every room shares.

Here: frozen values (`article`, `feed`, `match`, `message`, `outbox`, `mutes`), what the store keeps (`records`,
`rereading`), the error tree (`errors`), small protocols that adapters fulfil (`ports`, those of the store in
`stores`). Not here: anything that decides, reads, writes or knows a vendor. Imports nothing of the other rooms, so
that everything may import it.
"""
