using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>Who a request comes from: in-memory caller, client certificate, bearer token, or nobody.</summary>
internal sealed class Authentication(KubeCore core)
{
    /// <summary>Where an in-memory door puts a <see cref="KubeUser"/>.</summary>
    public const string UserItem = "eso.user";

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

        var subject = legacy ? Legacy(claims) : Bound(claims);
        return subject is null ? (null, [], "invalid bearer token") : (subject, common, null);
    }

    private static string Quoted(IEnumerable<string> texts) => string.Join(" ", texts.Select(t => $"\"{t}\""));

    private static IReadOnlyList<string> AudiencesOf(JsonObject claims) => claims["aud"] switch
    {
        JsonArray => ObjectFields.Texts(claims, "aud").ToList(),
        JsonValue => [ObjectFields.Text(claims, "aud")],
        _ => [],
    };

    /// <summary>A TokenRequest's token: good while its account, and what it is bound to, exist unchanged.</summary>
    private KubeUser? Bound(JsonObject claims)
    {
        var now = core.Now.ToUnixTimeSeconds();
        if (ObjectFields.Text(claims, "iss") != core.Issuer || ObjectFields.Number(claims, "exp") <= now
            || ObjectFields.Number(claims, "nbf") > now + 60)
        {
            return null;
        }

        var about = claims["kubernetes.io"] as JsonObject;
        var ns = ObjectFields.Text(about, "namespace");
        var account = about?["serviceaccount"] as JsonObject;
        var name = ObjectFields.Text(account, "name");
        var uid = ObjectFields.Text(account, "uid");
        var stored = core.Find("serviceaccounts", ns, name);
        if (stored is null || stored.Uid != uid || stored.Head.Deleting)
        {
            return null;
        }

        var extra = new Dictionary<string, IReadOnlyList<string>>
        {
            ["authentication.kubernetes.io/credential-id"] = ["JTI=" + ObjectFields.Text(claims, "jti")],
        };
        foreach (var (part, key) in (ReadOnlySpan<(string, string)>)[("pod", "pods"), ("secret", "secrets"), ("node", "nodes")])
        {
            if (about?[part] is not JsonObject bound)
            {
                continue;
            }

            var other = core.Find(key, part == "node" ? "" : ns, ObjectFields.Text(bound, "name"));
            if (part != "node" && (other is null || other.Uid != ObjectFields.Text(bound, "uid")))
            {
                return null;
            }

            if (part is "pod" or "node")
            {
                extra[$"authentication.kubernetes.io/{part}-name"] = [ObjectFields.Text(bound, "name")];
                if (ObjectFields.Text(bound, "uid") is { Length: > 0 } boundUid)
                {
                    extra[$"authentication.kubernetes.io/{part}-uid"] = [boundUid];
                }
            }
        }

        return Account(ns, name, uid) with { Extra = extra };
    }

    /// <summary>A token of a kubernetes.io/service-account-token Secret: good while that Secret holds it.</summary>
    private KubeUser? Legacy(JsonObject claims)
    {
        const string prefix = "kubernetes.io/serviceaccount/";
        var ns = ObjectFields.Text(claims, prefix + "namespace");
        var name = ObjectFields.Text(claims, prefix + "service-account.name");
        var uid = ObjectFields.Text(claims, prefix + "service-account.uid");
        var secret = core.Find("secrets", ns, ObjectFields.Text(claims, prefix + "secret.name"));
        var stored = core.Find("serviceaccounts", ns, name);
        return secret is null || secret.Head.Deleting || stored is null || stored.Uid != uid ? null : Account(ns, name, uid);
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
