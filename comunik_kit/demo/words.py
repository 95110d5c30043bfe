"""The words that demo people and what happens to them are made of. Addresses end in reserved example domains."""

FIRST_NAMES = tuple(
    """Adèle Agathe Alexandre Alice Amandine Amir Anaïs André Anne Antoine Arnaud Arthur Aurélie Axel Baptiste
    Bastien Bénédicte Benjamin Bruno Camille Capucine Caroline Cécile Céline Charlotte Chloé Christophe Claire Clara
    Clément Constance Coralie Cyril Damien David Delphine Didier Élise Élodie Émilie Emma Enzo Éric Estelle Étienne
    Eugénie Fabien Fanny Fatima Florence Florian François Frédéric Gabriel Gaëlle Gaspard Geoffroy Géraldine Gilles
    Guillaume Habib Hélène Henri Hugo Inès Iris Isabelle Jade Jean-Luc Jeanne Jérôme Joël Joséphine Jules Julie
    Juliette Justine Karim Karine Kévin Laetitia Laure Laurent Léa Léo Léonie Lilian Lina Louis Louise Loïc Lucas
    Lucie Ludovic Maël Maëlys Magali Malik Manon Marc Margaux Marie Marie-Claude Marion Mathieu Mathilde Maxime Mélanie
    Mickaël Mohamed Morgane Myriam Nadège Nathan Nicolas Nina Noé Noémie Océane Olivier Pascal Patricia Paul Pauline
    Perrine Philippe Pierre Quentin Rachida Raphaël Raphaëlle Régis Rémi Renaud Romain Romane Sabrina Salomé Samuel
    Sandrine Sarah Sébastien Simon Solange Sonia Sophie Stéphane Sylvie Tanguy Théo Théophile Thibault Thomas Timothée
    Valentin Valérie Vanessa Victoire Vincent Virginie Xavier Yann Yasmine Yves Zoé""".split()  # noqa: SIM905  - a list of names reads better than a column of quotes
)
LAST_NAMES = tuple(
    """Abadie Allard Amiot Arnould Aubert Aubry Bailly Barbier Baron Barthélemy Baudry Bazin Béguin Belhadj Benali
    Benoît Bertin Besnard Blanchard Boisseau Bonnefoy Bouchard Boulanger Bourgeois Bouvier Brault Briand Brunel
    Buisson Carlier Carpentier Cartier Chabert Charrier Chauvet Chevallier Clerc Cochet Colas Cordier Cottin Courtois
    Coutin Dacosta Daniel Delacroix Delattre Delmas Deschamps Devaux Diallo Diarra Dubreuil Duchêne Dufresne Dujardin
    Dupré Durieux Duvivier Étienne Fabre Faure Ferrand Ferreira Fleury Fontenay Forestier Fouquet Gaillard Garnier
    Gaudin Gauthier Genet Germain Gilbert Girault Gomes Gosselin Granger Grenier Guérin Guichard Hamdi Hamon Hébert
    Henry Hervé Hoarau Huet Humbert Jacquemin Jacquot Joubert Jourdan Keita Labbé Lacombe Lacroix Lamy Langlois
    Lapierre Laporte Launay Lebrun Leclerc Lecoq Ledoux Lefort Legall Lejeune Lemaître Lenoir Leroux Lesage Lévêque
    Loiseau Lopez Maillard Mallet Marchal Maréchal Marin Martel Masson Maury Meunier Michaud Millet Monnier Moreau
    Morvan Nguyen Nicolas Noël Ollivier Pascal Payet Pelletier Perrin Petitjean Pichon Pineau Poirier Poulain Prévost
    Provost Raynaud Renard Ribeiro Ricard Rivière Robin Rolland Rossi Rousselot Roussel Roy Royer Sauvage Schneider
    Seguin Simonet Tessier Texier Thévenet Tournier Traoré Vallée Vasseur Verdier Vidal Vigneron Villard Voisin
    Weber Weiss Zimmermann""".split()  # noqa: SIM905  - a list of names reads better than a column of quotes
)
DOMAINS = ("example.org", "example.com", "example.net")

DEPARTMENTS = (
    ("Relation client", 34),
    ("Support technique", 22),
    ("Ventes", 18),
    ("Marketing", 7),
    ("Facturation", 7),
    ("Logistique", 6),
    ("Ressources humaines", 4),  # codespell:ignore ressources
    ("Direction", 2),
)
COMPANIES = (
    "Ateliers du Port", "Boulangeries Réunies", "Brasserie du Canal", "Cabinet Fontenay", "Clinique des Tilleuls",
    "Coopérative Val d’Or", "Éditions du Phare", "Fermes du Bocage", "Garage Central", "Mistral et Fils",
    "Habitat Solaire", "Imprimerie Rapide", "Jardins de Loire", "Librairie Colette", "Maison Bertin",
    "Menuiserie Dufresne", "Mobilité Verte", "Nautique Armor", "Optique Saint-Jean", "Pharmacie des Halles",
    "Textiles du Nord", "Transports Vidal", "Verreries d’Alsace", "Vignobles Aubry",
)  # fmt: skip

TICKETS = (
    "Impossible de se connecter depuis ce matin", "Facture reçue en double", "Imprimante hors ligne",
    "Demande de changement d’adresse", "Commande incomplète", "Mot de passe refusé sur mobile",
    "Écran figé à l’ouverture", "Remboursement attendu", "Livraison en retard", "Ajout d’un utilisateur",
    "Numéro injoignable", "Erreur à l’export du tableau", "Question sur le contrat", "Le casque grésille",
    "Accès au dossier partagé", "Relance sans réponse", "Mise à jour du RIB", "Message vocal inaudible",
)  # fmt: skip
# Set aside for works of fiction by the French regulator: they ring nowhere, and every form takes them.
LINES = ("+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
QUEUES = ("Accueil", "Support", "Ventes")
CHANNELS = ("E-mail", "Chat", "Site web", "WhatsApp")
NOTES = (
    "Rappelle demain avant midi.", "A reçu les documents, attend notre retour.", "Préfère être jointe par e-mail.",
    "Vu avec la comptabilité, avoir en cours.", "Très satisfaite, pense à nous recommander.",
)  # fmt: skip
TAGS = ("À rappeler", "Prioritaire", "Facturation", "Renouvellement", "Fidèle")
NEEDS = (
    "demande de devis", "renouvellement de contrat", "équipement de dix postes", "ouverture d’une agence",
    "standard téléphonique", "migration des lignes", "formation des équipes", "maintenance annuelle",
)  # fmt: skip
MESSAGES = (
    "Bonjour, où en est ma demande ?", "Merci, tout fonctionne.", "Pouvez-vous me rappeler cet après-midi ?",
    "Je vous envoie les documents.", "Le rendez-vous de jeudi est-il maintenu ?", "C’est réglé, bonne journée !",
    "Avez-vous reçu mon message ?", "Qui s’occupe de mon dossier ?", "Je préfère être jointe par e-mail.",
    "Parfait, on fait comme cela.", "Une question sur la dernière facture.", "Le lien ne s’ouvre pas chez moi.",
)  # fmt: skip
