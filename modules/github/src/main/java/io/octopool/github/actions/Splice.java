package io.octopool.github.actions;

import io.octopool.github.Bytes;
import io.octopool.github.actions.ItemPage.Item;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a page of items that stand in other pages. */
final class Splice {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(8_192);
    private boolean first = true;

    Splice(String list, long total) {
        text("{\"total_count\":" + total + ",\"" + list + "\":[");
    }

    void add(ItemPage page, Item item) {
        if (!first) {
            out.write(',');
        }
        first = false;
        out.write(page.json().shared(), item.from(), item.to() - item.from());
    }

    Bytes end() {
        text("]}");
        return Bytes.owning(out.toByteArray());
    }

    private void text(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
