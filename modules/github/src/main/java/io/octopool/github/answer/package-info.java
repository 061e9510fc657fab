/** What is done with an answer: decoding, sanitising, and how long it may be kept. */
@NullMarked
package io.octopool.github.answer;

import org.jspecify.annotations.NullMarked;
