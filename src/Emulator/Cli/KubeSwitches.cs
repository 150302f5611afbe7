using System.CommandLine;
using Eso.Emulator.Grounds;
using Eso.Emulator.Kubernetes;
using Eso.Emulator.Kubernetes.Controllers;
using Eso.Emulator.Kubernetes.Pods;
using Eso.Emulator.Kubernetes.Pods.Docker;

namespace Eso.Emulator.Cli;

/// <summary>What <c>eso kube</c> and <c>eso up</c> both let people choose about the API server.</summary>
internal static class KubeSwitches
{
    /// <summary>Plug-ins of the real server: naming one that is not emulated is no mistake.</summary>
    private static readonly HashSet<string> Plugins = new(StringComparer.Ordinal)
    {
        "AlwaysAdmit", "AlwaysDeny", "AlwaysPullImages", "CertificateApproval", "CertificateSigning",
        "CertificateSubjectRestriction", "ClusterTrustBundleAttest", "DefaultIngressClass", "DefaultStorageClass",
        "DefaultTolerationSeconds", "DenyServiceExternalIPs", "EventRateLimit", "ExtendedResourceToleration", "ImagePolicyWebhook",
        "LimitPodHardAntiAffinityTopology", "LimitRanger", "MutatingAdmissionPolicy", "MutatingAdmissionWebhook",
        "NamespaceAutoProvision", "NamespaceExists", "NamespaceLifecycle", "NodeDeclaredFeatureValidator", "NodeRestriction",
        "OwnerReferencesPermissionEnforcement", "PersistentVolumeClaimResize", "PersistentVolumeLabel", "PodNodeSelector",
        "PodSecurity", "PodTolerationRestriction", "PodTopologyLabels", "Priority", "ResourceQuota", "RuntimeClass",
        "SecurityContextDeny", "ServiceAccount", "StorageObjectInUseProtection", "TaintNodesByCondition",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionWebhook",
    };

    private static readonly Option<string> Tls = Choice("--kube-tls", "on", "off: the Kubernetes API on plain HTTP", "on", "off");

    private static readonly Option<string> Auth = Choice(
        "--kube-auth", "on", "off: everybody may do everything; known credentials still say who asks", "on", "off");

    private static readonly Option<string?> TokenFile = new("--token-auth-file")
    {
        Description = "Bearer tokens that are always good, a line each: token,user,uid,\"group1,group2\"",
    };

    private static readonly Option<string?> ClientCaFile = new("--client-ca-file")
    {
        Description = "PEM of authorities whose client certificates are good as well as the cluster's own",
    };

    private static readonly Option<string[]> Disabled = new("--disable-admission-plugins")
    {
        Description = "Admission plug-ins to leave out, by name, separated by commas",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string[]> Controllers = new("--controllers")
    {
        Description = "Controllers that run, by name, separated by commas, as kube-controller-manager takes them: '*' all, '-deployment' not that one",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string> Node = new("--node")
    {
        Description = "Name of the built-in node; none: no node",
        DefaultValueFactory = _ => "eso-node",
    };

    private static readonly Option<string> Pods = Choice(
        "--pods",
        "builtin",
        "builtin: the node runs Pods' well-known commands; docker: a Docker engine (DOCKER_HOST) runs their containers; " +
        "off: Pods stay as they are written",
        "builtin", "docker", "off");

    /// <summary>Adds the switches to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in (Option[])[Tls, Auth, TokenFile, ClientCaFile, Disabled, Controllers, Node, Pods])
        {
            command.Options.Add(option);
        }
    }

    public static bool TlsOf(ParseResult parsed) => parsed.GetValue(Tls) != "off";

    /// <summary>The server's options with what the command line asks for.</summary>
    public static KubeServerOptions Apply(ParseResult parsed, KubeServerOptions options)
    {
        var node = parsed.GetValue(Node)!;
        var runs = parsed.GetValue(Pods) != "off" && node != "none";
        return options with
        {
            Authentication = parsed.GetValue(Auth) != "off",
            StaticTokens = parsed.GetValue(TokenFile) is { } file ? TokenFileReading.Read(file) : options.StaticTokens,
            ClientAuthorities = parsed.GetValue(ClientCaFile) is { } authorities
                ? ClientAuthorityFile.Read(authorities) : options.ClientAuthorities,
            DisabledAdmission = PluginsOf(parsed.GetValue(Disabled) ?? []),
            Controllers = parsed.GetValue(Controllers) is { Length: > 0 } named ? ControllersOf(named) : options.Controllers,
            Node = node == "none" ? "" : node,
            RunsPods = runs,
            PodEngine = runs && parsed.GetValue(Pods) == "docker" ? Docker() : null,

            // Without Pods to be watched on their way there is nothing to wait for: controllers act as fast as real ones.
            PodScheduleDelay = runs ? options.PodScheduleDelay : TimeSpan.FromMilliseconds(5),
        };
    }

    private static DockerEngine Docker()
    {
        try
        {
            return DockerEngine.Connect(Environment.GetEnvironmentVariable("DOCKER_HOST"), RunOwner.Here, RunOwner.IsGone);
        }
        catch (DockerException e)
        {
            throw new UsageError($"--pods docker: {e.Message}");
        }
    }

    /// <summary>The named plug-ins; one that no API server has is refused as the real one refuses it.</summary>
    public static IReadOnlySet<string> PluginsOf(IEnumerable<string> lists)
    {
        var names = Names(lists).ToHashSet(StringComparer.Ordinal);
        return names.FirstOrDefault(n => !Plugins.Contains(n)) is { } unknown
            ? throw new UsageError($"disable-admission-plugins plugin \"{unknown}\" is unknown")
            : names;
    }

    /// <summary>The controllers that lists like <c>*,-job</c> leave; a name that none has is refused.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="from">Who names them.</param>
    public static IReadOnlySet<string> ControllersOf(IEnumerable<string> lists, string from = "--controllers")
    {
        var names = Names(lists).ToList();
        var chosen = names.Contains("*") ? ControllerList.Switchable.ToHashSet(StringComparer.Ordinal) : new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names.Where(n => n != "*"))
        {
            var bare = name.StartsWith('-') ? name[1..] : name;
            if (!ControllerList.Switchable.Contains(bare))
            {
                throw new UsageError(
                    $"{from}: \"{bare}\" is not in the list of known controllers: " +
                    string.Join(", ", ControllerList.Switchable.Order(StringComparer.Ordinal)));
            }

            _ = bare == name ? chosen.Add(bare) : chosen.Remove(bare);
        }

        // Not kube-controller-manager's: the one belongs to the API server, the other goes by --pods.
        chosen.UnionWith([EventExpiry.ControllerName, PodController.ControllerName]);
        return chosen;
    }

    private static IEnumerable<string> Names(IEnumerable<string> lists) =>
        lists.SelectMany(l => l.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    private static Option<string> Choice(string name, string otherwise, string about, params string[] values)
    {
        var option = new Option<string>(name) { Description = about, DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
