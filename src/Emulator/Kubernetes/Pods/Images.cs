using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Pods.Shell;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What the built-in runner takes images for, by their names: nothing is pulled.</summary>
internal static class Images
{
    private static readonly string[] Shells =
        ["busybox", "alpine", "ubuntu", "debian", "bash", "centos", "fedora", "amazonlinux", "ubi", "toolbox"];

    /// <summary>Images that hold a shell and nothing else: without a command they end at once.</summary>
    public static bool IsShell(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..].Split(':', '@')[0];
        return Shells.Any(s => name.StartsWith(s, StringComparison.Ordinal));
    }

    /// <summary>What runs when the container names no command; empty for a program of the image's own.</summary>
    public static List<string> Entrypoint(string image, List<string> args) =>
        args.Count > 0 ? args : IsShell(image) ? ["sh"] : [];

    /// <summary>What web servers' images serve by themselves; null for all others.</summary>
    public static (int Port, string Root)? Server(string image) => image[(image.LastIndexOf('/') + 1)..].Split(':', '@')[0] switch
    {
        "nginx" => (80, "/usr/share/nginx/html"),
        "nginx-unprivileged" => (8080, "/usr/share/nginx/html"),
        "httpd" => (80, "/usr/local/apache2/htdocs"),
        _ => null,
    };

    /// <summary>Whether all of a Pod's containers run programs of their images' own, which are taken to run and be quiet.</summary>
    public static bool AreQuiet(JsonObject? podSpec) => Items(podSpec, "containers").All(c =>
    {
        var command = Texts(c.Item, "command").FirstOrDefault()
            ?? Entrypoint(Text(c.Item, "image"), [.. Texts(c.Item, "args")]).FirstOrDefault();
        return !IsShell(Text(c.Item, "image")) && (command is null || !ShellCommands.Exists(command));
    });
}
