using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;

namespace Eso.Emulator.Kubernetes.Pods.Shell;

/// <summary>A process's view of its container's files: where it stands, and what it finds from there.</summary>
internal sealed class ShellDisk(PodFiles files, JsonObject container)
{
    /// <summary>Where names that begin with no slash are looked for.</summary>
    public string Directory { get; set; } =
        ObjectFields.Text(container, "workingDir") is { Length: > 0 } given ? PodFiles.Clean(given) : "/";

    public byte[]? Read(string path) => files.Read(container, Absolute(path));

    public IReadOnlyList<string>? List(string path) => files.List(container, Absolute(path));

    /// <summary>Writes a file; an error text when it cannot be.</summary>
    public string? Write(string path, byte[] content, bool append) => files.Write(container, Absolute(path), content, append);

    /// <summary>Removes a file; an error text when it cannot be.</summary>
    public string? Remove(string path) => files.Remove(container, Absolute(path));

    /// <summary>A file's permissions.</summary>
    public int Mode(string path) => files.Mode(container, Absolute(path));

    /// <summary>Goes to a directory. What an image holds is not known here: every name that is no file is one.</summary>
    public bool TryEnter(string path)
    {
        if (Read(path) is not null)
        {
            return false;
        }

        Directory = PodFiles.Clean(Absolute(path));
        return true;
    }

    public string Absolute(string path) => path.StartsWith('/') ? path : $"{Directory}/{path}";
}
