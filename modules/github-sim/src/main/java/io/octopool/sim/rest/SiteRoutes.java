package io.octopool.sim.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.octopool.sim.view.GistView;
import io.octopool.sim.view.SiteView;
import io.octopool.sim.world.Gist;

/** What belongs to nobody's repository: the site itself, and gists. */
final class SiteRoutes {

    private SiteRoutes() {}

    static void addTo(RouteTable<AccountRoutes.Handler> table) {
        table.add("/emojis", call -> Answer.of(view(call).emojis()));
        table.add("/meta", call -> Answer.of(view(call).meta()));
        table.add("/licenses", call -> Answer.of(view(call).licenses()));
        table.add("/licenses/{key}", call -> Answer.orNotFound(view(call).license(call.parameter("key")), Answer::of));
        table.add("/gitignore/templates", call -> Answer.of(view(call).templates()));
        table.add("/gitignore/templates/{name}", SiteRoutes::template);
        table.add("/gists/{id}", SiteRoutes::gist);
    }

    private static Answer template(Call call) {
        String name = call.parameter("name");
        return Answer.orNotFound(view(call).template(name), text -> {
            JsonNode json =
                    JsonNodeFactory.instance.objectNode().put("name", name).put("source", text);
            return call.media().is(Media.Form.RAW)
                    ? new Answer.Text(call.media().contentType(), text)
                    : Answer.of(json);
        });
    }

    /** A secret gist too answers to all who know its id. */
    private static Answer gist(Call call) {
        GistView gists = new GistView(call.world(), call.urls());
        return Answer.orNotFound(
                Gist.find(call.world(), call.parameter("id")), gist -> Answer.of(gists.full(gist), gist.createdAt()));
    }

    private static SiteView view(Call call) {
        return new SiteView(call.urls());
    }
}
