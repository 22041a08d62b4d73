package dev.tandem.contract;

import dev.tandem.core.Model;

/** Says which of the models a contract is held against. */
interface ModelUnderTest {
    Model model();
}
