using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>
/// A Pod's volumes as folders to be bound into containers. What comes from the API is written as the kubelet's atomic
/// writer does: a folder of the time, a link <c>..data</c> to it that is moved in one step, and links to what is in it.
/// Everything else is an empty folder: nothing of the host is shown.
/// </summary>
internal sealed class DockerVolumes(string folder, JsonObject pod, PodFiles files, TimeProvider clock)
{
    private const string Data = "..data";

    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute |
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute |
        UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private int written;

    /// <summary>Writes what has changed.</summary>
    public void Refresh()
    {
        foreach (var (_, volume) in Items(Child(pod, "spec"), "volumes"))
        {
            var target = Path.Combine(folder, Text(volume, "name"));
            Make(target);
            if (files.Contents(volume) is { } contents)
            {
                Write(target, volume, contents);
            }
        }
    }

    /// <summary>The binds of a container, as the engine takes them.</summary>
    public JsonArray Binds(JsonObject container)
    {
        var binds = new JsonArray();
        foreach (var (_, mount) in Items(container, "volumeMounts"))
        {
            var volume = Items(Child(pod, "spec"), "volumes").Select(v => v.Item).FirstOrDefault(v => Text(v, "name") == Text(mount, "name"));
            if (volume is null)
            {
                continue;
            }

            var source = Path.Combine(folder, Text(volume, "name"));
            if (Text(mount, "subPath") is { Length: > 0 } sub && !sub.Split('/').Contains(".."))
            {
                source = SubPath(source, sub, files.Contents(volume) is not null);
            }

            var readOnly = Flag(mount, "readOnly") || files.Contents(volume) is not null;
            binds.Add($"{source}:{Text(mount, "mountPath")}{(readOnly ? ":ro" : "")}");
        }

        return binds;
    }

    // A subPath is what the link leads to when the container starts: it does not follow.
    private static string SubPath(string source, string sub, bool fromApi)
    {
        var path = Path.Combine(source, sub);
        if (fromApi)
        {
            var now = new DirectoryInfo(Path.Combine(source, Data)).ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            return Path.Combine(now, sub);
        }

        Make(path);
        return path;
    }

    /// <summary>Makes a folder that is not there yet.</summary>
    internal static void Make(string path, UnixFileMode mode = FolderMode)
    {
        if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            SetMode(path, mode);
        }
    }

    // On Windows an engine's containers see the files as they are.
    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    private void Write(string target, JsonObject volume, IReadOnlyDictionary<string, byte[]> contents)
    {
        var link = Path.Combine(target, Data);
        var before = new DirectoryInfo(link).LinkTarget;
        if (before is not null && IsSame(Path.Combine(target, before), contents))
        {
            return;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"..{clock.GetUtcNow():yyyy_MM_dd_HH_mm_ss}.{++written}");
        foreach (var (path, bytes) in contents)
        {
            var file = Path.Combine(target, name, path);
            Make(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
            SetMode(file, (UnixFileMode)PodFiles.ModeOf(volume, path));
        }

        Make(Path.Combine(target, name));
        var next = link + "_tmp";
        File.Delete(next);
        Directory.CreateSymbolicLink(next, name);
        Replace(next, link);
        Links(target, contents);
        // What a subPath of a running container leads to must stay.
    }

    private static void Links(string target, IReadOnlyDictionary<string, byte[]> contents)
    {
        var shown = contents.Keys.Select(k => k.Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        foreach (var first in shown.Where(s => !Path.Exists(Path.Combine(target, s))))
        {
            File.CreateSymbolicLink(Path.Combine(target, first), $"{Data}/{first}");
        }

        foreach (var entry in new DirectoryInfo(target).EnumerateFileSystemInfos())
        {
            if (!entry.Name.StartsWith("..", StringComparison.Ordinal) && !shown.Contains(entry.Name))
            {
                entry.Delete();
            }
        }
    }

    // The framework moves no link to a folder over another one; rename(2) does, in one step.
    private static void Replace(string from, string to)
    {
        if (Rename(Encoding.UTF8.GetBytes(from + '\0'), Encoding.UTF8.GetBytes(to + '\0')) != 0)
        {
            throw new IOException($"Cannot move {from}: error {Marshal.GetLastPInvokeError()}.");
        }
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(byte[] from, byte[] to);

    private static bool IsSame(string old, IReadOnlyDictionary<string, byte[]> contents)
    {
        if (!Directory.Exists(old))
        {
            return false;
        }

        var there = Directory.EnumerateFiles(old, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(old, f)).ToList();
        return there.Count == contents.Count && there.TrueForAll(f =>
            contents.TryGetValue(f, out var bytes) && File.ReadAllBytes(Path.Combine(old, f)).AsSpan().SequenceEqual(bytes));
    }
}
