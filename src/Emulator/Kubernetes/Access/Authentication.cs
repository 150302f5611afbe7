using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>Who a request comes from: in-memory caller, client certificate, bearer token, or nobody.</summary>
internal sealed class Authentication(KubeCore core)
{
    /// <summary>Where an in-memory door puts a <see cref="KubeUser"/>.</summary>
    public const string UserItem = "eso.user";

    /// <summary>jwt.DefaultLeeway.</summary>
    private const long LeewaySeconds = 60;

    /// <summary>The user; a credential that is no good is a 401.</summary>
    public async ValueTask<KubeUser> IdentifyAsync(HttpContext context)
    {
        if (context.Items.TryGetValue(UserItem, out var given) && given is KubeUser user)
        {
            return user;
        }

        var certificate = context.Features.Get<Microsoft.AspNetCore.Http.Features.ITlsConnectionFeature>() is { } tls
            ? await tls.GetClientCertificateAsync(context.RequestAborted).ConfigureAwait(false)
            : null;
        if (certificate is not null)
        {
            return Certificates.Identify(certificate, core) ?? Unknown();
        }

        var token = BearerOf(context.Request);
        if (token.Length == 0)
        {
            // Go clients drop their credentials on plain HTTP, so that a plain listener can only trust its callers.
            return context.Request.IsHttps && core.Options.Authentication ? KubeUser.Anonymous : KubeUser.Administrator;
        }

        var found = Review(token, []);
        return found.User ?? Unknown();
    }

    private KubeUser Unknown() => core.Options.Authentication ? throw KubeErrors.Unauthorized() : KubeUser.Administrator;

    /// <summary>What a token says, for requests and TokenReviews. No audiences: the API server's own.</summary>
    public (KubeUser? User, IReadOnlyList<string> Audiences, string? Error) Review(string token, IReadOnlyList<string> audiences)
    {
        if (core.Options.StaticTokens.TryGetValue(token, out var known))
        {
            return (known.ToUser(), audiences, null);
        }

        if (core.Tokens.Verify(token) is not { } claims)
        {
            return (null, [], "invalid bearer token");
        }

        IReadOnlyList<string> wanted = audiences.Count > 0 ? audiences : [core.Issuer];
        var legacy = claims["kubernetes.io"] is null;
        var has = legacy ? wanted : AudiencesOf(claims);
        var common = wanted.Intersect(has, StringComparer.Ordinal).ToList();
        if (common.Count == 0)
        {
            return (null, [],
                $"[invalid bearer token, token audiences [{Quoted(has)}] is invalid for the target audiences [{Quoted(wanted)}]]");
        }

        var (subject, problem) = legacy ? Legacy(claims, token) : Bound(claims);
        return subject is null
            ? (null, [], problem.Length > 0 ? $"[invalid bearer token, {problem}]" : "invalid bearer token")
            : (subject, common, null);
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(" ", texts.Select(t => $"\"{t}\""));

    private static IReadOnlyList<string> AudiencesOf(JsonObject claims) => claims["aud"] switch
    {
        JsonArray => ObjectFields.Texts(claims, "aud").ToList(),
        JsonValue => [ObjectFields.Text(claims, "aud")],
        _ => [],
    };

    /// <summary>
    /// A TokenRequest's token: good while its account, and what it is bound to, exist unchanged; both its time and theirs
    /// end with a minute's grace (serviceaccount's claims validator). The problem is what a TokenReview tells.
    /// </summary>
    private (KubeUser? User, string Problem) Bound(JsonObject claims)
    {
        var now = core.Now.ToUnixTimeSeconds();
        var issuer = ObjectFields.Text(claims, "iss") == core.Issuer;
        if (!issuer || now - LeewaySeconds > ObjectFields.Number(claims, "exp") || now + LeewaySeconds < ObjectFields.Number(claims, "nbf"))
        {
            return (null, !issuer ? ""
                : now + LeewaySeconds < ObjectFields.Number(claims, "nbf") ? "service account token is not valid yet"
                : "service account token has expired");
        }

        var about = claims["kubernetes.io"] as JsonObject;
        var ns = ObjectFields.Text(about, "namespace");
        var account = about?["serviceaccount"] as JsonObject;
        var name = ObjectFields.Text(account, "name");
        var uid = ObjectFields.Text(account, "uid");
        var stored = core.Find("serviceaccounts", ns, name);
        var problem = stored is null ? $"serviceaccounts \"{name}\" not found"
            : HasGone(stored, now) ? $"service account {ns}/{name} has been deleted"
            : stored.Uid != uid ? $"service account UID ({stored.Uid}) does not match claim ({uid})" : "";
        var extra = new Dictionary<string, IReadOnlyList<string>>
        {
            ["authentication.kubernetes.io/credential-id"] = ["JTI=" + ObjectFields.Text(claims, "jti")],
        };
        foreach (var (part, key) in (ReadOnlySpan<(string, string)>)[("secret", "secrets"), ("pod", "pods"), ("node", "nodes")])
        {
            if (about?[part] is not JsonObject bound || problem.Length > 0)
            {
                continue;
            }

            // A Pod's token tells of its node, and is not bound to it.
            if (part != "node" || about["pod"] is null)
            {
                problem = BoundProblem(core.Find(key, part == "node" ? "" : ns, ObjectFields.Text(bound, "name")), bound, part, now);
            }

            foreach (var field in part == "secret" ? [] : (ReadOnlySpan<string>)["name", "uid"])
            {
                if (ObjectFields.Text(bound, field) is { Length: > 0 } value)
                {
                    extra[$"authentication.kubernetes.io/{part}-{field}"] = [value];
                }
            }
        }

        return problem.Length > 0 ? (null, problem) : (Account(ns, name, uid) with { Extra = extra }, "");
    }

    private static string BoundProblem(Store.StoredObject? stored, JsonObject bound, string part, long now)
    {
        var uid = ObjectFields.Text(bound, "uid");
        return stored is null || HasGone(stored, now) ? "service account token has been invalidated"
            : stored.Uid == uid ? ""
            : part == "secret" ? $"secret UID ({stored.Uid}) does not match service account secret ref claim ({uid})"
            : part == "pod" ? $"pod UID ({stored.Uid}) does not match service account pod ref claim ({uid})"
            : $"node UID ({stored.Uid}) does not match service account node ref claim ({uid})";
    }

    /// <summary>Deleted for longer than a minute, and only waiting for its finalizers.</summary>
    private static bool HasGone(Store.StoredObject stored, long now) => stored.Head.Deleting
        && DateTimeOffset.TryParse(
            ObjectFields.Text(ObjectFields.Child(stored.Parse(), "metadata"), "deletionTimestamp"),
            System.Globalization.CultureInfo.InvariantCulture,
            out var deleted)
        && deleted.ToUnixTimeSeconds() < now - LeewaySeconds;

    /// <summary>A token of a kubernetes.io/service-account-token Secret: good while that Secret holds it.</summary>
    private (KubeUser? User, string Problem) Legacy(JsonObject claims, string token)
    {
        const string prefix = "kubernetes.io/serviceaccount/";
        var ns = ObjectFields.Text(claims, prefix + "namespace");
        var name = ObjectFields.Text(claims, prefix + "service-account.name");
        var uid = ObjectFields.Text(claims, prefix + "service-account.uid");
        var secret = core.Find("secrets", ns, ObjectFields.Text(claims, prefix + "secret.name"));
        var stored = core.Find("serviceaccounts", ns, name);
        var problem = secret is null || secret.Head.Deleting ? "service account token has been invalidated"
            : ObjectFields.Text(ObjectFields.Child(secret.Parse(), "data"), "token")
                != Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(token)) ? "service account token does not match server's copy"
            : stored is null ? $"serviceaccounts \"{name}\" not found"
            : stored.Head.Deleting ? $"ServiceAccount {ns}/{name} has been deleted"
            : stored.Uid != uid ? $"ServiceAccount UID ({stored.Uid}) does not match claim ({uid})" : "";
        return problem.Length > 0 ? (null, problem) : (Account(ns, name, uid), "");
    }

    private static KubeUser Account(string ns, string name, string uid) => new(
        $"system:serviceaccount:{ns}:{name}",
        ["system:serviceaccounts", $"system:serviceaccounts:{ns}", KubeUser.Authenticated])
    {
        Uid = uid,
    };

    private static string BearerOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString().Trim();
        var blank = header.IndexOf(' ', StringComparison.Ordinal);
        return blank > 0 && header[..blank].Equals("bearer", StringComparison.OrdinalIgnoreCase) ? header[(blank + 1)..].Trim() : "";
    }

    private static class Certificates
    {
        private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<object, KubeUser> Known = [];

        public static KubeUser? Identify(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, KubeCore core)
        {
            // One connection shows one certificate object: the chain is built once per connection.
            if (Known.TryGetValue(certificate, out var known))
            {
                return known;
            }

            var user = core.Certificates.Identify(certificate);
            if (user is not null)
            {
                Known.AddOrUpdate(certificate, user);
            }

            return user;
        }
    }
}
