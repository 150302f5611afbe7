using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>Impersonate-User, -Group, -Uid and -Extra-*: each part needs the verb impersonate on its resource.</summary>
internal sealed class Impersonation(KubeCore core)
{
    private const string Prefix = "Impersonate-";
    private const string ExtraPrefix = Prefix + "Extra-";

    public KubeUser Apply(IHeaderDictionary headers, KubeUser user)
    {
        if (!IsAsked(headers))
        {
            return user;
        }

        var name = headers["Impersonate-User"].ToString();
        var groups = headers["Impersonate-Group"].Where(g => g is not null).Select(g => g!).ToList();
        var uid = headers["Impersonate-Uid"].ToString();
        var extra = headers
            .Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .ToDictionary(
                h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..].ToLowerInvariant()),
                h => (IReadOnlyList<string>)h.Value.Select(v => v ?? "").ToList(),
                StringComparer.Ordinal);
        if (name.Length == 0)
        {
            return groups.Count == 0 && uid.Length == 0 && extra.Count == 0
                ? user
                : throw KubeErrors.BadRequest(
                    $"requested {Shown(uid, groups, extra)} without impersonating a user name");
        }

        Demand(user, "", "users", name);
        groups.ForEach(g => Demand(user, "", "groups", g));
        if (uid.Length > 0)
        {
            Demand(user, "authentication.k8s.io", "uids", uid);
        }

        foreach (var (key, values) in extra)
        {
            foreach (var value in values)
            {
                Demand(user, "authentication.k8s.io", "userextras", value, key);
            }
        }

        return new KubeUser(name, Groups(name, groups)) { Uid = uid, Extra = extra };
    }

    private static bool IsAsked(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static List<string> Groups(string name, List<string> groups)
    {
        var all = new List<string>(groups);
        const string account = "system:serviceaccount:";
        if (all.Count == 0 && name.StartsWith(account, StringComparison.Ordinal) && name.Split(':') is [_, _, var ns, _])
        {
            all.AddRange(["system:serviceaccounts", $"system:serviceaccounts:{ns}"]);
        }

        var outsider = name == KubeUser.Anonymous.Name;
        var last = outsider ? "system:unauthenticated" : KubeUser.Authenticated;
        if (!all.Contains(last) && !all.Contains("system:unauthenticated"))
        {
            all.Add(last);
        }

        return all;
    }

    private void Demand(KubeUser user, string group, string resource, string name, string subresource = "")
    {
        var wanted = new AccessAttributes
        {
            Verb = "impersonate",
            Group = group,
            Resource = resource,
            Subresource = subresource,
            Name = name,
        };
        if (!core.Authorizer.Check(user, wanted).Allowed)
        {
            throw Forbidden.Of(user, wanted);
        }
    }

    /// <summary>Go's %#v of the half-made user.</summary>
    private static string Shown(string uid, List<string> groups, Dictionary<string, IReadOnlyList<string>> extra)
    {
        var list = groups.Count == 0 ? "[]string(nil)" : $"[]string{{{string.Join(", ", groups.Select(g => $"\"{g}\""))}}}";
        var map = extra.Count == 0
            ? "map[string][]string(nil)"
            : "map[string][]string{" + string.Join(", ", extra.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e =>
                $"\"{e.Key}\":[]string{{{string.Join(", ", e.Value.Select(v => $"\"{v}\""))}}}")) + "}";
        return $"&user.DefaultInfo{{Name:\"\", UID:\"{uid}\", Groups:{list}, Extra:{map}}}";
    }
}
