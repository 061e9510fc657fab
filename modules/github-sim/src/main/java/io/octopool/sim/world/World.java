package io.octopool.sim.world;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Accounts and repositories. Readers see each repository as an immutable snapshot; changes are made one at a time. Logins
 * and repository names are compared without case, as GitHub does.
 */
public final class World {

    public static final String ALICE = "alice";
    public static final String BOB = "bob";
    public static final String CAROL = "carol";
    public static final String MALLORY = "mallory";

    private final String organization;
    private final long seed;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, Repo> repos = new ConcurrentHashMap<>();
    private final Map<Long, String> nameById = new ConcurrentHashMap<>();
    private final Map<String, Long> idByFormerName = new ConcurrentHashMap<>();
    private final Statistics statistics = new Statistics();
    private final ReentrantLock changing = new ReentrantLock();

    /** A world whose organisation has this login; the same seed makes the same world. */
    public World(String organization, long seed) {
        this.organization = organization;
        this.seed = seed;
        restart();
    }

    /** Everything as it was at the beginning. */
    public void restart() {
        changing.lock();
        try {
            Map<String, Account> people = new HashMap<>();
            add(people, 2001, organization, "The " + organization, Account.Kind.ORGANIZATION, List.of());
            add(people, 1001, ALICE, "Alice Adler", Account.Kind.USER, List.of(organization));
            add(people, 1002, BOB, "Bob Birch", Account.Kind.USER, List.of(organization));
            add(people, 1003, CAROL, "Carol Crane", Account.Kind.USER, List.of(organization));
            add(people, 1004, MALLORY, "Mallory Moss", Account.Kind.USER, List.of());
            accounts.keySet().retainAll(people.keySet());
            accounts.putAll(people);
            repos.clear();
            nameById.clear();
            idByFormerName.clear();
            statistics.clear();
            create(organization, "hello-world", RepoChange.NONE);
            create(organization, "spoon-knife", RepoChange.NONE);
            create(organization, "secret-plans", new RepoChange(true, null, null));
            create(ALICE, "dotfiles", RepoChange.NONE);
        } finally {
            changing.unlock();
        }
    }

    public String organization() {
        return organization;
    }

    public Optional<Account> account(String login) {
        return Optional.ofNullable(accounts.get(Account.key(login)));
    }

    /** The user of that login; empty for organisations. */
    public Optional<Account> user(String login) {
        return account(login).filter(account -> account.kind() == Account.Kind.USER);
    }

    /** All users, in order of their ids. */
    public List<Account> users() {
        return accounts.values().stream()
                .filter(account -> account.kind() == Account.Kind.USER)
                .sorted(Comparator.comparingLong(Account::id))
                .toList();
    }

    /** All repositories, in order of their full names. */
    public List<Repo> repos() {
        return repos.values().stream()
                .sorted(Comparator.comparing(Repo::fullName, String.CASE_INSENSITIVE_ORDER))
                .toList();
    }

    /** What is computed of statistics. */
    public Statistics statistics() {
        return statistics;
    }

    public Optional<Repo> repo(String owner, String name) {
        return Optional.ofNullable(repos.get(key(owner, name)));
    }

    public Optional<Repo> repo(long id) {
        return Optional.ofNullable(nameById.get(id)).map(repos::get);
    }

    /** The repository that once had this name, if it was renamed and no other has taken the name. */
    public Optional<Repo> formerly(String owner, String name) {
        return Optional.ofNullable(idByFormerName.get(key(owner, name))).flatMap(this::repo);
    }

    /** Repositories of an account, in order of their names. */
    public List<Repo> reposOf(String login) {
        return repos.values().stream()
                .filter(repo -> repo.owner().equalsIgnoreCase(login))
                .sorted((a, b) -> a.name().compareToIgnoreCase(b.name()))
                .toList();
    }

    /** Creates the repository with the usual content, or changes it; an unknown owner becomes a user. */
    public Repo put(String owner, String name, RepoChange change, Instant now) {
        changing.lock();
        try {
            Optional<Repo> already = renamedAlready(owner, name, change);
            if (already.isPresent()) {
                return already.get();
            }
            Repo before = repo(owner, name).orElseGet(() -> create(owner, name, change));
            RepoDraft draft = new RepoDraft(before);
            if (change.isPrivate() != null) {
                draft.makePrivate(change.isPrivate());
            }
            if (change.defaultBranch() != null) {
                draft.renameDefaultBranch(change.defaultBranch());
            }
            if (change.renamedTo() != null) {
                rename(before, draft, change.renamedTo());
            }
            if (draft.toRepo().equals(before)) {
                return before;
            }
            draft.touch(now);
            Repo after = store(draft.toRepo());
            if (!after.fullName().equalsIgnoreCase(before.fullName())) {
                String formerName = key(before.owner(), before.name());
                idByFormerName.put(formerName, before.id());
                repos.remove(formerName);
            }
            return after;
        } finally {
            changing.unlock();
        }
    }

    /** Writes a file to the tree of every branch; there is no commit of it. */
    public RepoFile putFile(String owner, String name, RepoFile file, Instant now) {
        changing.lock();
        try {
            Repo repo = repo(owner, name)
                    .orElseThrow(() -> new WorldException("there is no repository " + owner + "/" + name));
            RepoDraft draft = new RepoDraft(repo);
            draft.put(file);
            draft.touch(now);
            store(draft.toRepo());
            return file;
        } finally {
            changing.unlock();
        }
    }

    /** Lets an event happen. */
    public Happened happen(String owner, String name, RepoEvent event, Instant now) {
        changing.lock();
        try {
            Repo repo = repo(owner, name)
                    .orElseThrow(() -> new WorldException("there is no repository " + owner + "/" + name));
            RepoDraft draft = new RepoDraft(repo);
            Happened happened = new RepoEvents(draft, now).apply(event);
            store(draft.toRepo());
            return happened;
        } finally {
            changing.unlock();
        }
    }

    /** Creates a user or changes the organisations it belongs to. */
    public Account putUser(String login, List<String> organizations) {
        changing.lock();
        try {
            Account account = accounts.computeIfAbsent(Account.key(login), key -> newUser(login));
            if (account.kind() != Account.Kind.USER) {
                throw new WorldException(login + " is an organisation");
            }
            Account changed = account.withOrganizations(organizations);
            accounts.put(Account.key(login), changed);
            return changed;
        } finally {
            changing.unlock();
        }
    }

    private Optional<Repo> renamedAlready(String owner, String name, RepoChange change) {
        if (change.renamedTo() == null) {
            return Optional.empty();
        }
        String target = qualified(owner, change.renamedTo());
        return formerly(owner, name).filter(repo -> repo.fullName().equalsIgnoreCase(target));
    }

    private void rename(Repo before, RepoDraft draft, String newName) {
        String target = qualified(before.owner(), newName);
        String newOwner = target.substring(0, target.indexOf('/'));
        String bareName = target.substring(target.indexOf('/') + 1);
        if (repo(newOwner, bareName).isPresent()) {
            throw new WorldException("there is a repository " + target + " already");
        }
        accounts.computeIfAbsent(Account.key(newOwner), key -> newUser(newOwner));
        draft.rename(newOwner, bareName);
    }

    private Repo create(String owner, String name, RepoChange change) {
        accounts.computeIfAbsent(Account.key(owner), key -> newUser(owner));
        long id = Ids.number("repository " + key(owner, name), 100_000_000);
        while (nameById.containsKey(id)) {
            id++;
        }
        String branch = change.defaultBranch() == null ? "main" : change.defaultBranch();
        boolean isPrivate = Boolean.TRUE.equals(change.isPrivate());
        return store(RepoSeed.grow(id, owner, name, isPrivate, branch, source(change.forkOf()), seed));
    }

    private @Nullable Long source(@Nullable String fullName) {
        if (fullName == null) {
            return null;
        }
        int slash = fullName.indexOf('/');
        return repo(fullName.substring(0, Math.max(0, slash)), fullName.substring(slash + 1))
                .map(Repo::id)
                .orElseThrow(() -> new WorldException("there is no repository " + fullName));
    }

    private Repo store(Repo repo) {
        String key = key(repo.owner(), repo.name());
        idByFormerName.remove(key);
        nameById.put(repo.id(), key);
        repos.put(key, repo);
        return repo;
    }

    private static Account newUser(String login) {
        return new Account(
                Ids.number("user " + Account.key(login), 10_000),
                login,
                login,
                Account.Kind.USER,
                RepoSeed.EPOCH,
                List.of());
    }

    private static void add(
            Map<String, Account> people,
            long id,
            String login,
            String name,
            Account.Kind kind,
            List<String> organizations) {
        people.put(Account.key(login), new Account(id, login, name, kind, RepoSeed.EPOCH, organizations));
    }

    private static String qualified(String owner, String name) {
        return name.contains("/") ? name : owner + "/" + name;
    }

    private static String key(String owner, String name) {
        return (owner + "/" + name).toLowerCase(Locale.ROOT);
    }
}
