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
}
