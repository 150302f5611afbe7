using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Access;

/// <summary>
/// RBAC over the stored roles and bindings. Parsed forms hang on the stored objects, so that a request costs a walk
/// over the bindings and no parsing.
/// </summary>
internal sealed class Authorizer(ObjectStore store)
{
    public const string Group = "rbac.authorization.k8s.io";
    private const string Roles = "roles." + Group;
    private const string ClusterRoles = "clusterroles." + Group;
    private const string RoleBindings = "rolebindings." + Group;
    private const string ClusterRoleBindings = "clusterrolebindings." + Group;

    private readonly ConditionalWeakTable<StoredObject, PolicyRule[]> rules = [];
    private readonly ConditionalWeakTable<StoredObject, Binding> bindings = [];

    /// <summary>As the real server's mode AlwaysAllow behind RBAC.</summary>
    public bool AllowsAll { get; init; }

    /// <summary>Whether it is allowed, and by which binding (empty: by nothing, or by being an administrator).</summary>
    public (bool Allowed, string Reason) Check(KubeUser user, AccessAttributes wanted)
    {
        if (user.Groups.Contains(KubeUser.Masters))
        {
            return (true, "");
        }

        foreach (var grant in GrantsOf(user, wanted.Namespace))
        {
            foreach (var rule in grant.Rules)
            {
                if (rule.Allows(wanted))
                {
                    return (true, $"RBAC: allowed by {grant.Description}");
                }
            }
        }

        return (AllowsAll, "");
    }

    /// <summary>All rules that hold for a user in a namespace ("" : cluster-wide only).</summary>
    public IEnumerable<PolicyRule> RulesOf(KubeUser user, string ns) => GrantsOf(user, ns).SelectMany(g => g.Rules);

    /// <summary>The rules a roleRef stands for; null when the role is missing.</summary>
    public IReadOnlyList<PolicyRule>? RulesOfRef(JsonObject? roleRef, string ns)
    {
        var name = ObjectFields.Text(roleRef, "name");
        var stored = ObjectFields.Text(roleRef, "kind") == "Role"
            ? store.Table(Roles).Find(ns, name)
            : store.Table(ClusterRoles).Find("", name);
        return stored is null ? null : RulesOf(stored);
    }

    private IEnumerable<(string Description, PolicyRule[] Rules)> GrantsOf(KubeUser user, string ns)
    {
        foreach (var stored in store.Table(ClusterRoleBindings).Current.Range(null, null))
        {
            var binding = Read(stored);
            if (binding.SubjectOf(user) is { } subject && store.Table(ClusterRoles).Find("", binding.Role) is { } role)
            {
                yield return (
                    $"ClusterRoleBinding \"{stored.Name}\" of ClusterRole \"{binding.Role}\" to {subject}", RulesOf(role));
            }
        }

        if (ns.Length == 0)
        {
            yield break;
        }

        foreach (var stored in ObjectReads.InNamespace(store.Table(RoleBindings), ns))
        {
            var binding = Read(stored);
            if (binding.SubjectOf(user) is not { } subject)
            {
                continue;
            }

            var role = binding.IsCluster
                ? store.Table(ClusterRoles).Find("", binding.Role)
                : store.Table(Roles).Find(ns, binding.Role);
            if (role is not null)
            {
                var kind = binding.IsCluster ? "ClusterRole" : "Role";
                yield return (
                    $"RoleBinding \"{stored.Name}/{ns}\" of {kind} \"{binding.Role}\" to {subject}", RulesOf(role));
            }
        }
    }

    private PolicyRule[] RulesOf(StoredObject role) => rules.GetValue(
        role, static r => ObjectFields.Items(r.Parse(), "rules").Select(i => PolicyRule.Read(i.Item)).ToArray());

    private Binding Read(StoredObject stored) => bindings.GetValue(stored, static s => Binding.Read(s));

    private sealed record Subject(string Kind, string Name, string Namespace);

    private sealed record Binding(string Role, bool IsCluster, Subject[] Subjects)
    {
        public static Binding Read(StoredObject stored)
        {
            var obj = stored.Parse();
            var subjects = ObjectFields.Items(obj, "subjects").Select(s => new Subject(
                ObjectFields.Text(s.Item, "kind"),
                ObjectFields.Text(s.Item, "name"),
                ObjectFields.Text(s.Item, "namespace") is { Length: > 0 } ns ? ns : stored.Namespace)).ToArray();
            var role = obj["roleRef"] as JsonObject;
            return new Binding(ObjectFields.Text(role, "name"), ObjectFields.Text(role, "kind") == "ClusterRole", subjects);
        }

        /// <summary>The subject that names the user, as reasons print it; null when none does.</summary>
        public string? SubjectOf(KubeUser user)
        {
            foreach (var subject in Subjects)
            {
                switch (subject.Kind)
                {
                    case "User" when subject.Name == user.Name:
                        return $"User \"{subject.Name}\"";
                    case "Group" when user.Groups.Contains(subject.Name):
                        return $"Group \"{subject.Name}\"";
                    case "ServiceAccount" when user.Name == $"system:serviceaccount:{subject.Namespace}:{subject.Name}":
                        return $"ServiceAccount \"{subject.Name}/{subject.Namespace}\"";
                    default:
                        break;
                }
            }

            return null;
        }
    }
}
