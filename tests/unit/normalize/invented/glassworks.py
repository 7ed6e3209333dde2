"""An invented article, for the tests of where a body begins and ends."""

HEADLINE = "Glassworks of Lower Quay lights its furnace again after the flood"
STORY = (
    "The glassworks of Lower Quay lit its furnace again on Monday, nine weeks after the flood had put the fire out.",
    "The flood had carried four hundred crates of bottles into the harbour, where children still find some of them.",
    "A furnace takes eleven days to warm, the master said, and somebody has to sit beside it through every night.",
    "The first bottle that was blown went to the fire brigade, which had pumped the cellar of the works for a week.",
    "Bottles of the first night are sold at the gate for a coin, and the coins go to the families of the lower street.",
    "The quay itself is to be raised by a metre before winter, so that the next flood finds the furnace door closed.",
)
