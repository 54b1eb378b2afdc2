@NullMarked
package dev.katong.server.jobs;

import org.jspecify.annotations.NullMarked;
