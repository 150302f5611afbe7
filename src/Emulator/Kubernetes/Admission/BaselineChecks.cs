using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Validation;
using static Eso.Emulator.Kubernetes.Admission.PodSecurityChecks;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Admission;

/// <summary>What the baseline level refuses: known ways out of a container.</summary>
internal static class BaselineChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string SeccompPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private static readonly HashSet<string> DefaultCapabilities = new(StringComparer.Ordinal)
    {
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    };

    private static readonly (string Name, int Since)[] SafeSysctls =
    [
        ("kernel.shm_rmid_forced", 0), ("net.ipv4.ip_local_port_range", 0), ("net.ipv4.tcp_syncookies", 0),
        ("net.ipv4.ping_group_range", 0), ("net.ipv4.ip_unprivileged_port_start", 0),
        ("net.ipv4.ip_local_reserved_ports", 27), ("net.ipv4.tcp_keepalive_time", 29), ("net.ipv4.tcp_fin_timeout", 29), ("net.ipv4.tcp_keepalive_intvl", 29),
        ("net.ipv4.tcp_keepalive_probes", 29), ("net.ipv4.tcp_rmem", 32), ("net.ipv4.tcp_wmem", 32),
    ];

    public static SecurityProblem? AppArmor(CheckedPod pod)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        var setters = Setters(pod, c => Child(c, "appArmorProfile") is { } profile
            && Text(profile, "type") is not ("RuntimeDefault" or "Localhost") && Note(values, Text(profile, "type")));
        var marks = (pod.Annotations ?? [])
            .Where(a => a.Key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
            .Select(a => (a.Key, Value: a.Value?.ToString() ?? ""))
            .Where(a => a.Value is not ("" or "runtime/default")
                && !a.Value.StartsWith("localhost/", StringComparison.Ordinal))
            .Select(a => $"{a.Key}={FieldError.Quote(a.Value)}").Order(StringComparer.Ordinal).ToList();
        if (marks.Count > 0)
        {
            setters = (setters.Length > 0 ? setters + " and " : "") + Plural("annotation", marks.Count);
        }

        List<string> all = [.. values, .. marks];
        return setters.Length == 0 ? null : new SecurityProblem(
            Plural("forbidden AppArmor profile", all.Count),
            $"{setters} must not set AppArmor profile type to {Quoted(all)}");
    }

    public static SecurityProblem? Capabilities(CheckedPod pod)
    {
        var added = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Containers(pod, c => NoteAll(
            added, Texts(Child(c, "capabilities"), "add").Where(name => !DefaultCapabilities.Contains(name))));
        return bad.Count == 0 ? null : new SecurityProblem(
            "non-default capabilities",
            $"{Named("container", bad)} must not include {Quoted(added)} in securityContext.capabilities.add");
    }

    public static SecurityProblem? HostNamespaces(CheckedPod pod)
    {
        var shared = ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(f => Flag(pod.Spec, f)).ToList();
        return shared.Count == 0 ? null
            : new SecurityProblem("host namespaces", string.Join(", ", shared.Select(f => f + "=true")));
    }

    public static SecurityProblem? HostPaths(CheckedPod pod)
    {
        var bad = Items(pod.Spec, "volumes").Where(v => Child(v.Item, "hostPath") is not null)
            .Select(v => Text(v.Item, "name")).ToList();
        return bad.Count == 0 ? null : new SecurityProblem("hostPath volumes", Named("volume", bad));
    }

    public static SecurityProblem? HostPorts(CheckedPod pod)
    {
        var ports = new SortedSet<string>(StringComparer.Ordinal);
        var bad = pod.Containers.Where(c => NoteAll(
                ports, Items(c, "ports").Select(p => Number(p.Item, "hostPort")).Where(n => n != 0).Select(n => $"{n}")))
            .Select(c => Text(c, "name")).ToList();
        return bad.Count == 0 ? null : new SecurityProblem(
            "hostPort",
            $"{Named("container", bad)} {Uses(bad.Count)} {Plural("hostPort", ports.Count)} {string.Join(", ", ports)}");
    }

    public static SecurityProblem? ProbeHosts(CheckedPod pod)
    {
        var hosts = new SortedSet<string>(StringComparer.Ordinal);
        var bad = pod.Containers.Where(c => NoteAll(hosts, Handlers(c)
                .SelectMany(h => (string[])[Text(Child(h, "httpGet"), "host"), Text(Child(h, "tcpSocket"), "host")])
                .Where(host => host.Length > 0)))
            .Select(c => Text(c, "name")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return bad.Count == 0 ? null : new SecurityProblem(
            "probe or lifecycle host",
            $"{Named("container", bad)} {Uses(bad.Count)} {Plural("probe or lifecycle host", hosts.Count)} {Quoted(hosts)}");
    }

    public static SecurityProblem? Privileged(CheckedPod pod)
    {
        var bad = Containers(pod, c => Flag(c, "privileged"));
        return bad.Count == 0 ? null
            : new SecurityProblem("privileged", $"{Named("container", bad)} must not set securityContext.privileged=true");
    }

    public static SecurityProblem? ProcMount(CheckedPod pod)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var bad = Containers(pod, c => Text(c, "procMount") is not ("" or "Default") && Note(types, Text(c, "procMount")));
        return bad.Count == 0 ? null : new SecurityProblem(
            "procMount", $"{Named("container", bad)} must not set securityContext.procMount to {Quoted(types)}");
    }

    public static SecurityProblem? SeLinux(CheckedPod pod, params IReadOnlyList<string> allowed)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var (user, role) = (false, false);
        var setters = Setters(pod, c =>
        {
            var options = Child(c, "seLinuxOptions");
            var type = Text(options, "type");
            var badType = type.Length > 0 && !allowed.Contains(type) && Note(types, type);
            var (hasUser, hasRole) = (Text(options, "user").Length > 0, Text(options, "role").Length > 0);
            (user, role) = (user || hasUser, role || hasRole);
            return badType || hasUser || hasRole;
        });
        string[] data =
        [
            types.Count > 0 ? $"{Plural("type", types.Count)} {Quoted(types)}" : "",
            user ? "user may not be set" : "", role ? "role may not be set" : "",
        ];
        return setters.Length == 0 ? null : new SecurityProblem(
            "seLinuxOptions",
            $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", data.Where(d => d.Length > 0))}");
    }

    /// <summary>Before 1.19 annotations said it.</summary>
    public static SecurityProblem? SeccompAnnotations(CheckedPod pod)
    {
        var marks = pod.Containers.Select(c => SeccompPrefix + Text(c, "name")).Append(SeccompPod)
            .Where(a => pod.Annotations?[a] is { } value && value.ToString() is not ("runtime/default" or "docker/default")
                && !value.ToString().StartsWith("localhost/", StringComparison.Ordinal))
            .Select(a => $"{a}={FieldError.Quote(pod.Annotations![a]!.ToString())}")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return marks.Count == 0 ? null : new SecurityProblem(
            "seccompProfile", $"forbidden {Plural("annotation", marks.Count)} {string.Join(", ", marks)}");
    }

    public static SecurityProblem? Seccomp(CheckedPod pod)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        var setters = Setters(pod, c => Child(c, "seccompProfile") is { } profile
            && Text(profile, "type") is not ("RuntimeDefault" or "Localhost") && Note(types, Text(profile, "type")));
        return setters.Length == 0 ? null : new SecurityProblem(
            "seccompProfile", $"{setters} must not set securityContext.seccompProfile.type to {Quoted(types)}");
    }

    public static SecurityProblem? Sysctls(CheckedPod pod, int minor)
    {
        var bad = Items(pod.Context, "sysctls").Select(s => Text(s.Item, "name"))
            .Where(name => !SafeSysctls.Any(s => s.Since <= minor && s.Name == name)).ToList();
        return bad.Count == 0 ? null : new SecurityProblem("forbidden sysctls", string.Join(", ", bad));
    }

    public static SecurityProblem? HostProcess(CheckedPod pod)
    {
        var setters = Setters(pod, c => Flag(Child(c, "windowsOptions"), "hostProcess"));
        return setters.Length == 0 ? null
            : new SecurityProblem("hostProcess", $"{setters} must not set securityContext.windowsOptions.hostProcess=true");
    }

    public static string Uses(int count) => count == 1 ? "uses" : "use";

    /// <summary>Keeps what is bad on the way, and says that it is.</summary>
    public static bool Note(SortedSet<string> found, string bad)
    {
        found.Add(bad);
        return true;
    }

    public static bool NoteAll(SortedSet<string> found, IEnumerable<string> bad)
    {
        var any = false;
        foreach (var one in bad)
        {
            any = Note(found, one);
        }

        return any;
    }

    private static IEnumerable<JsonObject?> Handlers(JsonObject container) =>
    [
        Child(container, "livenessProbe"), Child(container, "readinessProbe"), Child(container, "startupProbe"),
        Child(Child(container, "lifecycle"), "postStart"), Child(Child(container, "lifecycle"), "preStop"),
    ];
}
