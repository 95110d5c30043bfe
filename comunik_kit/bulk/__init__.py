"""One act on many people: chosen once, carried out in small steps that survive a closed tab and a killed process."""
