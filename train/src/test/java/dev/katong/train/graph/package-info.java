@NullMarked
package dev.katong.train.graph;

import org.jspecify.annotations.NullMarked;
