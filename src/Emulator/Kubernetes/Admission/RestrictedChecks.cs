using static Eso.Emulator.Kubernetes.Admission.BaselineChecks;
using static Eso.Emulator.Kubernetes.Admission.PodSecurityChecks;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>What the restricted level asks for beyond the baseline.</summary>
internal static class RestrictedChecks
{
    private static readonly HashSet<string> AllowedVolumes = new(StringComparer.Ordinal)
    {
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    };

    public static SecurityProblem? Escalation(CheckedPod pod)
    {
        var bad = Containers(pod, c => Bool(c, "allowPrivilegeEscalation") != false);
        return bad.Count == 0 ? null : new SecurityProblem(
            "allowPrivilegeEscalation != false",
            $"{Named("container", bad)} must set securityContext.allowPrivilegeEscalation=false");
    }

    public static SecurityProblem? Capabilities(CheckedPod pod)
    {
        var keeping = Containers(pod, c => !Texts(Child(c, "capabilities"), "drop").Contains("ALL", StringComparer.Ordinal));
        var added = new SortedSet<string>(StringComparer.Ordinal);
        var adding = Containers(pod, c => NoteAll(
            added, Texts(Child(c, "capabilities"), "add").Where(name => name != "NET_BIND_SERVICE")));
        string[] details =
        [
            keeping.Count > 0 ? $"{Named("container", keeping)} must set securityContext.capabilities.drop=[\"ALL\"]" : "",
            adding.Count > 0
                ? $"{Named("container", adding)} must not include {Quoted(added)} in securityContext.capabilities.add" : "",
        ];
        return keeping.Count + adding.Count == 0 ? null
            : new SecurityProblem("unrestricted capabilities", string.Join("; ", details.Where(d => d.Length > 0)));
    }

    public static SecurityProblem? Volumes(CheckedPod pod)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var bad = new List<string>();
        foreach (var (_, volume) in Items(pod.Spec, "volumes"))
        {
            var sources = volume.Where(f => f.Key != "name" && f.Value is not null).Select(f => f.Key).ToList();
            if (!sources.Exists(AllowedVolumes.Contains))
            {
                bad.Add(Text(volume, "name"));
                types.Add(sources.FirstOrDefault() ?? "unknown");
            }
        }

        return bad.Count == 0 ? null : new SecurityProblem(
            "restricted volume types",
            $"{Named("volume", bad)} {Uses(bad.Count)} {Plural("restricted volume type", types.Count)} {Quoted(types)}");
    }

    public static SecurityProblem? NonRoot(CheckedPod pod)
    {
        const string reason = "runAsNonRoot != true";
        var setters = Setters(pod, c => Bool(c, "runAsNonRoot") == false);
        if (setters.Length > 0)
        {
            return new SecurityProblem(reason, $"{setters} must not set securityContext.runAsNonRoot=false");
        }

        var silent = Bool(pod.Context, "runAsNonRoot") == true ? [] : Containers(pod, c => Bool(c, "runAsNonRoot") is null);
        return silent.Count == 0 ? null
            : new SecurityProblem(reason, $"pod or {Named("container", silent)} must set securityContext.runAsNonRoot=true");
    }

    public static SecurityProblem? RootUser(CheckedPod pod)
    {
        var setters = Setters(pod, c => c?["runAsUser"] is not null && Number(c, "runAsUser") == 0);
        return setters.Length == 0 ? null : new SecurityProblem("runAsUser=0", $"{setters} must not set runAsUser=0");
    }

    public static SecurityProblem? Seccomp(CheckedPod pod)
    {
        if (BaselineChecks.Seccomp(pod) is { } set)
        {
            return set;
        }

        var silent = Child(pod.Context, "seccompProfile") is not null ? []
            : Containers(pod, c => Child(c, "seccompProfile") is null);
        return silent.Count == 0 ? null : new SecurityProblem(
            "seccompProfile",
            $"pod or {Named("container", silent)} must set securityContext.seccompProfile.type to "
            + "\"RuntimeDefault\" or \"Localhost\"");
    }
}
