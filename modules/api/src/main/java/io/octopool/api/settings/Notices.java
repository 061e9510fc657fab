package io.octopool.api.settings;

import java.util.ArrayList;
import java.util.List;

/** What is legal to leave out, but worth a line at start. */
final class Notices {

    private Notices() {}

    static List<String> of(Settings settings) {
        List<String> notices = new ArrayList<>();
        if (settings.adminToken().isEmpty()) {
            notices.add("OCTOPOOL_ADMIN_TOKEN is not set: admin calls answer 503 admin_unconfigured");
        }
        if (settings.orgToken().isEmpty()) {
            notices.add("OCTOPOOL_GITHUB_ORG_TOKEN is not set: provisioning answers 503 org_verification_unavailable,"
                    + (settings.publicReader().isPresent()
                            ? " and repositories are probed by the public reader"
                            : " and, as there is no public reader either, repositories are probed anonymously"));
        }
        return notices;
    }
}
