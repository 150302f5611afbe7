using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>What containers write: into their own files and into volumes that are no projections.</summary>
internal sealed partial class PodFiles
{
    /// <summary>Writes a file; an error text when it cannot be.</summary>
    public string? Write(JsonObject container, string path, byte[] bytes, bool append)
    {
        path = Clean(path);
        if (Key(container, path) is not { } key)
        {
            return "Read-only file system";
        }

        lock (gate)
        {
            if (path == "/dev/null")
            {
                return null;
            }

            byte[] content = append && written.TryGetValue(key, out var old) ? [.. old, .. bytes] : bytes;
            if (written.Values.Sum(v => (long)v.Length) + content.Length > WrittenBytesMax)
            {
                return "No space left on device";
            }

            written[key] = content;
            return null;
        }
    }

    /// <summary>A file of a volume by its name, mounted or not; null when there is none.</summary>
    public byte[]? ReadVolume(string volumeName, string path) =>
        Items(Child(pod, "spec"), "volumes").Select(v => v.Item).FirstOrDefault(v => Text(v, "name") == volumeName) is { } volume
            ? Find(volume, Clean(path).TrimStart('/'))
            : null;

    /// <summary>Removes a file that was written; an error text when it cannot be.</summary>
    public string? Remove(JsonObject container, string path)
    {
        path = Clean(path);
        if (Key(container, path) is not { } key)
        {
            return "Read-only file system";
        }

        lock (gate)
        {
            return written.Remove(key) ? null : "Operation not permitted";
        }
    }

    /// <summary>Where a path's content is kept; null: it cannot be written.</summary>
    private string? Key(JsonObject container, string path)
    {
        foreach (var (mount, volume) in Mounts(container))
        {
            if (Under(path, Clean(Text(mount, "mountPath"))) is { } rest)
            {
                return IsWritable(volume) && !Flag(mount, "readOnly") ? VolumeKey(volume, rest) : null;
            }
        }

        var isFrozen = Flag(Child(container, "securityContext"), "readOnlyRootFilesystem");
        return isFrozen && Under(path, "/dev") is null ? null : "/" + Text(container, "name") + path;
    }

    private static bool IsWritable(JsonObject volume) =>
        !volume.Any(p => p.Key is "secret" or "configMap" or "projected" or "downwardAPI");

    private static string VolumeKey(JsonObject volume, string rest) => $"volume:{Text(volume, "name")}/{rest}";
}
