package io.octopool.sim.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** What the site itself knows: emojis, its addresses, licences and templates of ignored files. */
public final class SiteView {

    private static final List<String> EMOJIS = List.of("+1 1f44d", "-1 1f44e", "heart 2764", "rocket 1f680");
    private static final List<String> TEMPLATES = List.of("C", "Go", "Java", "Python");

    private final Urls urls;

    /** A licence that the site offers. */
    private enum License {
        MIT("mit", "MIT License", "MIT"),
        APACHE("apache-2.0", "Apache License 2.0", "Apache-2.0"),
        ISC("isc", "ISC License", "ISC");

        private final String key;
        private final String title;
        private final String spdx;

        License(String key, String title, String spdx) {
            this.key = key;
            this.title = title;
            this.spdx = spdx;
        }
    }

    public SiteView(Urls urls) {
        this.urls = urls;
    }

    public ObjectNode emojis() {
        ObjectNode json = Json.object();
        for (String emoji : EMOJIS) {
            int space = emoji.indexOf(' ');
            json.put(
                    emoji.substring(0, space),
                    "https://github.githubassets.com/images/icons/emoji/unicode/" + emoji.substring(space + 1)
                            + ".png?v8");
        }
        return json;
    }

    public ObjectNode meta() {
        ObjectNode json = Json.object().put("verifiable_password_authentication", false);
        json.putObject("ssh_key_fingerprints").put("SHA256_ED25519", "simulated");
        for (String name : List.of("ssh_keys", "hooks", "web", "api", "git", "pages", "importer", "actions")) {
            json.putArray(name).add(name.equals("ssh_keys") ? "ssh-ed25519 simulated" : "192.0.2.0/24");
        }
        return json;
    }

    public ArrayNode licenses() {
        return Json.array(List.of(License.values()), this::license);
    }

    /** A licence by its key, with its text. */
    public Optional<ObjectNode> license(String key) {
        return List.of(License.values()).stream()
                .filter(license -> license.key.equalsIgnoreCase(key))
                .findFirst()
                .map(this::full);
    }

    public ArrayNode templates() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        TEMPLATES.forEach(json::add);
        return json;
    }

    /** The text of a template; empty for an unknown name. */
    public Optional<String> template(String name) {
        return TEMPLATES.stream().filter(name::equals).findFirst().map(known -> "# Built from " + known + "\n*.out\n");
    }

    private ObjectNode full(License license) {
        ObjectNode json = license(license)
                .put("html_url", "http://choosealicense.com/licenses/" + license.key + "/")
                .put("description", "A licence that the simulator knows.")
                .put("implementation", "Put the text into a file.");
        for (String name : List.of("permissions", "conditions", "limitations")) {
            json.putArray(name).add(name);
        }
        return json.put("body", license.title + "\n\nCopyright (c) [year] [fullname]\n")
                .put("featured", true);
    }

    private ObjectNode license(License license) {
        return Json.object()
                .put("key", license.key)
                .put("name", license.title)
                .put("spdx_id", license.spdx)
                .put("url", urls.api("/licenses/" + license.key))
                .put("node_id", Json.nodeId("License", 13 + license.key.length()));
    }
}
