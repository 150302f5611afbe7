using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>Why a Pod is not let in: the short reason, and what exactly in it.</summary>
internal readonly record struct SecurityProblem(string Reason, string Detail);

/// <summary>A Pod, or the template of one, as the checks see it.</summary>
internal sealed class CheckedPod(JsonObject? metadata, JsonObject? spec)
{
    public JsonObject? Spec { get; } = spec;

    public JsonObject? Annotations { get; } = Child(metadata, "annotations");

    public JsonObject? Context { get; } = Child(spec, "securityContext");

    public IReadOnlyList<JsonObject> Containers { get; } =
    [
        .. Items(spec, "initContainers").Select(c => c.Item), .. Items(spec, "containers").Select(c => c.Item),
        .. Items(spec, "ephemeralContainers").Select(c => c.Item),
    ];

    public bool IsWindows => Text(Child(Spec, "os"), "name") == "windows";

    /// <summary>Root in a user namespace of the Pod's own is no root outside.</summary>
    public bool HasOwnUsers => Spec?["hostUsers"] is JsonValue own && own.TryGetValue<bool>(out var shared) && !shared;
}

/// <summary>
/// The checks of the Pod Security Standards by level and by the release that brought or changed them, in the order in
/// which the real plug-in tells of them: baseline's first, then restricted's, each by name.
/// </summary>
internal static class PodSecurityChecks
{
    /// <summary>Policies of later releases than the server's are those of its own.</summary>
    private const int Newest = 36;

    private static readonly Check[] All =
    [
        new("appArmorProfile", false, [(0, BaselineChecks.AppArmor)]),
        new("capabilities_baseline", false, [(0, BaselineChecks.Capabilities)]),
        new("hostNamespaces", false, [(0, BaselineChecks.HostNamespaces)]),
        new("hostPathVolumes", false, [(0, BaselineChecks.HostPaths)]),
        new("hostPorts", false, [(0, BaselineChecks.HostPorts)]),
        new("hostProbesAndHostLifecycle", false, [(34, BaselineChecks.ProbeHosts)]),
        new("privileged", false, [(0, BaselineChecks.Privileged)]),
        new("procMount", false,
            [(0, BaselineChecks.ProcMount), (35, p => p.HasOwnUsers ? null : BaselineChecks.ProcMount(p))]),
        new("seLinuxOptions", false,
        [
            (0, p => BaselineChecks.SeLinux(p, "container_t", "container_init_t", "container_kvm_t")),
            (31, p => BaselineChecks.SeLinux(p, "container_t", "container_init_t", "container_kvm_t", "container_engine_t")),
        ]),
        new("seccompProfile_baseline", false, [(0, BaselineChecks.SeccompAnnotations), (19, BaselineChecks.Seccomp)]),
        new("sysctls", false,
        [
            (0, p => BaselineChecks.Sysctls(p, 0)), (27, p => BaselineChecks.Sysctls(p, 27)),
            (29, p => BaselineChecks.Sysctls(p, 29)), (32, p => BaselineChecks.Sysctls(p, 32)),
        ]),
        new("windowsHostProcess", false, [(0, BaselineChecks.HostProcess)]),
        new("allowPrivilegeEscalation", true,
            [(8, RestrictedChecks.Escalation), (25, p => p.IsWindows ? null : RestrictedChecks.Escalation(p))]),
        new("capabilities_restricted", true,
            [(22, RestrictedChecks.Capabilities), (25, p => p.IsWindows ? null : RestrictedChecks.Capabilities(p))],
            "capabilities_baseline"),
        new("procMount_restricted", true, [(35, BaselineChecks.ProcMount)], "procMount"),
        new("restrictedVolumes", true, [(0, RestrictedChecks.Volumes)], "hostPathVolumes"),
        new("runAsNonRoot", true,
            [(0, RestrictedChecks.NonRoot), (35, p => p.HasOwnUsers ? null : RestrictedChecks.NonRoot(p))]),
        new("runAsUser", true,
            [(23, RestrictedChecks.RootUser), (35, p => p.HasOwnUsers ? null : RestrictedChecks.RootUser(p))]),
        new("seccompProfile_restricted", true,
            [(19, RestrictedChecks.Seccomp), (25, p => p.IsWindows ? null : RestrictedChecks.Seccomp(p))],
            "seccompProfile_baseline"),
    ];

    public static List<SecurityProblem> Problems(LevelVersion policy, CheckedPod pod)
    {
        if (policy.Level == SecurityLevel.Privileged)
        {
            return [];
        }

        var minor = Math.Min(policy.Minor ?? Newest, Newest);
        var restricted = policy.Level == SecurityLevel.Restricted;
        var active = All.Where(c => (restricted || !c.Restricted) && c.Versions[0].Since <= minor).ToList();
        var replaced = active.Select(c => c.Replaces).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. active.Where(c => !replaced.Contains(c.Id))
                .Select(c => c.Versions.Last(v => v.Since <= minor).Run(pod))
                .OfType<SecurityProblem>(),
        ];
    }

    /// <summary>"container "a"" or "containers "a", "b"".</summary>
    public static string Named(string one, IReadOnlyCollection<string> names) =>
        $"{Plural(one, names.Count)} {Quoted(names)}";

    public static string Plural(string one, int count) => count == 1 ? one : one + "s";

    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));

    /// <summary>The names of the containers whose security context (null when they have none) is bad.</summary>
    public static List<string> Containers(CheckedPod pod, Func<JsonObject?, bool> bad) =>
        [.. pod.Containers.Where(c => bad(Child(c, "securityContext"))).Select(c => Text(c, "name"))];

    /// <summary>Who sets something bad: "pod and container "a"", or nothing.</summary>
    public static string Setters(CheckedPod pod, Func<JsonObject?, bool> bad)
    {
        var setters = new List<string>();
        if (bad(pod.Context))
        {
            setters.Add("pod");
        }

        if (Containers(pod, bad) is { Count: > 0 } names)
        {
            setters.Add(Named("container", names));
        }

        return string.Join(" and ", setters);
    }

    public static bool? Bool(JsonObject? obj, string field) =>
        obj?[field] is JsonValue value && value.TryGetValue<bool>(out var said) ? said : null;

    private sealed record Check(
        string Id, bool Restricted, (int Since, Func<CheckedPod, SecurityProblem?> Run)[] Versions, string Replaces = "");
}
