@NullMarked
package dev.katong.server.service;

import org.jspecify.annotations.NullMarked;
