"""Who keeps the records of a domain, told by the names of its name servers, and how that page calls its fields."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provider:
    """A keeper of records: its name, where its page is, and what it calls the fields « name » and « value »."""

    name: str = ""
    menu: str = ""
    name_field: str = ""
    value_field: str = ""


_BY_SERVER = (
    ("ns.cloudflare.com", Provider("Cloudflare", "DNS › Records › Add record", "Name", "Content")),
    ("ovh.net", Provider("OVHcloud", "Web Cloud › Zone DNS › Ajouter une entrée", "Sous-domaine", "Valeur")),
    (
        "anycast.me",
        Provider("OVHcloud", "Web Cloud › Zone DNS › Ajouter une entrée", "Sous-domaine", "Valeur"),
    ),
    ("gandi.net", Provider("Gandi", "Enregistrements DNS › Ajouter", "Nom", "Valeur")),
    ("infomaniak.ch", Provider("Infomaniak", "Zone DNS › Ajouter un enregistrement", "Source", "Cible")),
    ("infomaniak.com", Provider("Infomaniak", "Zone DNS › Ajouter un enregistrement", "Source", "Cible")),
    ("hostinger.com", Provider("Hostinger", "DNS / Nameservers › Manage DNS records", "Name", "Points to")),
    ("dns-parking.com", Provider("Hostinger", "DNS / Nameservers › Manage DNS records", "Name", "Points to")),
    ("domaincontrol.com", Provider("GoDaddy", "DNS › DNS Records › Add New Record", "Name", "Value")),
    ("registrar-servers.com", Provider("Namecheap", "Advanced DNS › Add New Record", "Host", "Value")),
    ("squarespacedns.com", Provider("Squarespace", "DNS Settings › Custom records", "Host", "Data")),
    ("googledomains.com", Provider("Squarespace", "DNS Settings › Custom records", "Host", "Data")),
    ("digitalocean.com", Provider("DigitalOcean", "Networking › Domains", "Hostname", "Value")),
    ("dom.scw.cloud", Provider("Scaleway", "Domains and DNS › Zone › Add records", "Name", "Value")),
    ("o2switch.net", Provider("o2switch", "cPanel › Zone Editor › Gérer", "Nom", "Enregistrement")),
    ("lws.fr", Provider("LWS", "Zone DNS › Ajouter un enregistrement", "Nom", "Valeur")),
    ("wixdns.net", Provider("Wix", "Domains › Manage DNS Records", "Host Name", "Value")),
)
# These spread their name servers over many names that only begin, or hold, the same.
_BY_PART = (
    ("ui-dns.", Provider("IONOS", "Domaines et SSL › DNS › Ajouter un record", "Hostname", "Value")),
    (".awsdns-", Provider("Amazon Route 53", "Hosted zones › Create record", "Record name", "Value")),
    (".azure-dns.", Provider("Azure DNS", "DNS zones › + Record set", "Name", "Value")),
)
NOBODY = Provider()


def provider_of(name_servers: Iterable[str]) -> Provider:
    """Guess who keeps the records; `NOBODY` for servers that are not known."""
    for server in name_servers:
        for end, provider in _BY_SERVER:
            if server == end or server.endswith(f".{end}"):
                return provider
        for part, provider in _BY_PART:
            if part in server:
                return provider
    return NOBODY
