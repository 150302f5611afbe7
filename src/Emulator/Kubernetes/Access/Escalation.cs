using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Admission;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// Nobody grants what they do not hold: roles and bindings are compared with the writer's own rules, unless the writer
/// may escalate or bind. Runs where the real server's storage wrapper does: after mutation, before validation.
/// </summary>
internal sealed class Escalation : IAdmissionPlugin
{
    public string Name => "RBACEscalation";

    public ValueTask MutateAsync(AdmissionAttributes attributes)
    {
        var kind = attributes.Kind.Resource;
        if (kind.Group != Authorizer.Group || attributes.Operation == "DELETE" || attributes.Object is null
            || !attributes.Core.Options.Authentication || attributes.User.Groups.Contains(KubeUser.Masters))
        {
            return ValueTask.CompletedTask;
        }

        if (kind.Kind is "Role" or "ClusterRole")
        {
            CheckRole(attributes);
        }
        else
        {
            CheckBinding(attributes);
        }

        return ValueTask.CompletedTask;
    }

    private static void CheckRole(AdmissionAttributes attributes)
    {
        var obj = attributes.Object!;
        if (attributes.Old is { } old && JsonNode.DeepEquals(obj["rules"], old["rules"]))
        {
            return;
        }

        if (!May(attributes, "escalate", attributes.Kind.Resource.Plural, attributes.Name))
        {
            Confirm(attributes, ObjectFields.Items(obj, "rules").Select(r => PolicyRule.Read(r.Item)));
        }
    }

    private static void CheckBinding(AdmissionAttributes attributes)
    {
        var obj = attributes.Object!;
        if (attributes.Old is { } old && JsonNode.DeepEquals(obj["roleRef"], old["roleRef"])
            && JsonNode.DeepEquals(obj["subjects"], old["subjects"]))
        {
            return;
        }

        var roleRef = obj["roleRef"] as JsonObject;
        var plural = ObjectFields.Text(roleRef, "kind") == "Role" ? "roles" : "clusterroles";
        var name = ObjectFields.Text(roleRef, "name");
        if (May(attributes, "bind", plural, name))
        {
            return;
        }

        var rules = attributes.Core.Authorizer.RulesOfRef(roleRef, attributes.Namespace)
            ?? throw KubeErrors.NotFound(attributes.Kind.Resource, name);
        Confirm(attributes, rules);
    }

    private static bool May(AdmissionAttributes attributes, string verb, string plural, string name) =>
        attributes.Core.Authorizer.Check(attributes.User, new AccessAttributes
        {
            Verb = verb,
            Group = Authorizer.Group,
            Resource = plural,
            Namespace = attributes.Namespace,
            Name = name,
        }).Allowed;

    /// <summary>validation.ConfirmNoEscalation, with its compacted list of what is missing.</summary>
    private static void Confirm(AdmissionAttributes attributes, IEnumerable<PolicyRule> wanted)
    {
        var user = attributes.User;
        var held = attributes.Core.Authorizer.RulesOf(user, attributes.Namespace).ToList();
        var missing = wanted.SelectMany(Atoms).Where(atom => !held.Any(rule => Covers(rule, atom))).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var lines = missing
            .GroupBy(m => (Key(m.ApiGroups), Key(m.Resources), Key(m.ResourceNames), Key(m.NonResourceUrls)))
            .Select(g => g.First() with { Verbs = g.SelectMany(m => m.Verbs).Distinct().ToArray() })
            .Select(Describe)
            .Distinct()
            .Order(StringComparer.Ordinal);
        var groups = string.Join(" ", user.Groups.Select(g => $"\"{g}\""));
        throw attributes.Forbid(
            $"user \"{user.Name}\" (groups=[{groups}]) is attempting to grant RBAC permissions not currently held:\n"
            + string.Join('\n', lines));
    }

    private static string Key(string[] values) => string.Join('\u0001', values);

    /// <summary>A rule taken apart: one group, resource and verb each.</summary>
    private static IEnumerable<PolicyRule> Atoms(PolicyRule rule)
    {
        foreach (var group in rule.ApiGroups)
        {
            foreach (var resource in rule.Resources)
            {
                foreach (var verb in rule.Verbs)
                {
                    if (rule.ResourceNames.Length == 0)
                    {
                        yield return new PolicyRule([verb], [group], [resource], [], []);
                    }

                    foreach (var name in rule.ResourceNames)
                    {
                        yield return new PolicyRule([verb], [group], [resource], [name], []);
                    }
                }
            }
        }

        foreach (var url in rule.NonResourceUrls)
        {
            foreach (var verb in rule.Verbs)
            {
                yield return new PolicyRule([verb], [], [], [], [url]);
            }
        }
    }

    private static bool Covers(PolicyRule held, PolicyRule atom)
    {
        if (!Has(held.Verbs, atom.Verbs[0]))
        {
            return false;
        }

        if (atom.NonResourceUrls is [var url])
        {
            return held.NonResourceUrls.Any(u => u == "*" || u == url
                || (u.EndsWith('*') && url.StartsWith(u[..^1], StringComparison.Ordinal)));
        }

        var resource = atom.Resources[0];
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return Has(held.ApiGroups, atom.ApiGroups[0])
            && (Has(held.Resources, resource) || (slash > 0 && held.Resources.Contains("*" + resource[slash..])))
            && (held.ResourceNames.Length == 0
                || (atom.ResourceNames.Length > 0 && held.ResourceNames.Contains(atom.ResourceNames[0])));
    }

    private static bool Has(string[] values, string value) => values.Contains("*") || values.Contains(value);

    private static string Describe(PolicyRule rule)
    {
        var parts = new List<string>();
        Part(parts, "APIGroups", rule.ApiGroups);
        Part(parts, "Resources", rule.Resources);
        Part(parts, "NonResourceURLs", rule.NonResourceUrls);
        Part(parts, "ResourceNames", rule.ResourceNames);
        Part(parts, "Verbs", rule.Verbs);
        return "{" + string.Join(", ", parts) + "}";
    }

    private static void Part(List<string> parts, string name, string[] values)
    {
        if (values.Length > 0)
        {
            parts.Add($"{name}:[{string.Join(" ", values.Select(v => $"\"{v}\""))}]");
        }
    }
}
