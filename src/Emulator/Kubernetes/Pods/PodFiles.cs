using System.Text;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// The files a Pod's containers see: Secret, ConfigMap, projected and downwardAPI volumes read straight from the API, so
/// that they follow changes at once; emptyDir and everything else in memory. Nothing of the host is visible.
/// </summary>
internal sealed partial class PodFiles(IPodApi api, JsonObject pod, TimeProvider clock, string hostIp)
{
    // The directories every image has, empty but for what is here.
    private static readonly string[] Usual =
        ["/bin", "/dev", "/etc", "/home", "/proc", "/root", "/sys", "/tmp", "/usr", "/var"];

    private const int WrittenBytesMax = 64 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, byte[]> written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> frozen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Token, DateTimeOffset Renew)> tokens = new(StringComparer.Ordinal);

    /// <summary>The Pod's address, for its hosts file.</summary>
    public string PodIp { get; set; } = "";

    /// <summary>Why the volumes cannot be mounted yet, as a FailedMount event says it; null when they can.</summary>
    public string? Problem()
    {
        foreach (var (_, volume) in Items(Child(pod, "spec"), "volumes"))
        {
            try
            {
                _ = Entries(volume);
            }
            catch (ContainerConfigException e)
            {
                return $"MountVolume.SetUp failed for volume \"{Text(volume, "name")}\" : {e.Message}";
            }
        }

        return null;
    }

    /// <summary>What a volume from the API holds now; null for one that containers write to themselves.</summary>
    public IReadOnlyDictionary<string, byte[]>? Contents(JsonObject volume) => IsWritable(volume) ? null : Entries(volume);

    /// <summary>The mode of a file of a volume from the API: its item's own, or the volume's.</summary>
    public static int ModeOf(JsonObject volume, string path)
    {
        var source = volume.Select(v => v.Value).OfType<JsonObject>().FirstOrDefault();
        var items = Items(source, "items").Concat(Items(source, "sources").SelectMany(s =>
            s.Item.Select(v => v.Value).OfType<JsonObject>().SelectMany(v => Items(v, "items"))));
        var item = items.Select(i => i.Item).FirstOrDefault(i => Text(i, "path") == path);
        return (int)(item?["mode"] is not null ? Number(item, "mode") : Number(source, "defaultMode", 420));
    }

    /// <summary>The mode of a file as a container sees it.</summary>
    public int Mode(JsonObject container, string path)
    {
        foreach (var (mount, volume) in Mounts(container))
        {
            if (Under(Clean(path), Clean(Text(mount, "mountPath"))) is { } rest && !IsWritable(volume))
            {
                return ModeOf(volume, string.Join('/', ((string[])[Text(mount, "subPath"), rest]).Where(p => p.Length > 0)));
            }
        }

        return 420;
    }

    /// <summary>The volume that a path of a container lies in; null: the container's own files.</summary>
    public JsonObject? Volume(JsonObject container, string path) => Mounts(container)
        .FirstOrDefault(m => Under(Clean(path), Clean(Text(m.Item1, "mountPath"))) is not null).Item2;

    /// <summary>The configurations of the Pod's pull secrets.</summary>
    public IEnumerable<byte[]> PullSecrets(JsonObject of) => Items(Child(of, "spec"), "imagePullSecrets")
        .Select(s => api.Get("secrets", Namespace(of), Text(s.Item, "name")))
        .Select(s => Child(s, "data") is { } data ? Base64(data, ".dockerconfigjson") : []);

    /// <summary>A file's bytes; null when there is none.</summary>
    public byte[]? Read(JsonObject container, string path)
    {
        path = Clean(path);
        foreach (var (mount, volume) in Mounts(container))
        {
            if (Under(path, Clean(Text(mount, "mountPath"))) is not { } rest)
            {
                continue;
            }

            // A subPath is copied when the container starts: it does not follow changes.
            var sub = Text(mount, "subPath");
            var relative = string.Join('/', ((string[])[sub, rest]).Where(p => p.Length > 0));
            if (sub.Length > 0 && !IsWritable(volume))
            {
                lock (gate)
                {
                    return frozen.TryGetValue($"{Text(volume, "name")}/{relative}", out var copy)
                        ? copy
                        : frozen[$"{Text(volume, "name")}/{relative}"] = Find(volume, relative)!;
                }
            }

            return Find(volume, relative);
        }

        return FindWritten("/" + Text(container, "name"), path) ?? WellKnown(path);
    }

    /// <summary>The names in a directory; null when there is none.</summary>
    public IReadOnlyList<string>? List(JsonObject container, string path)
    {
        path = Clean(path);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var found = path == "/" || Usual.Contains(path);
        names.UnionWith(path == "/" ? Usual.Select(d => d[1..]) : WellKnownIn(path));
        foreach (var (mount, volume) in Mounts(container))
        {
            var root = Clean(Text(mount, "mountPath"));
            if (Under(root, path) is { Length: > 0 } below)
            {
                names.Add(below.Split('/')[0]);
                found = true;
            }

            if (Under(path, root) is { } rest)
            {
                var sub = string.Join('/', ((string[])[Text(mount, "subPath"), rest]).Where(p => p.Length > 0));
                found |= rest.Length == 0;
                foreach (var entry in AllNames(volume))
                {
                    if (sub.Length == 0 || entry.StartsWith(sub + "/", StringComparison.Ordinal))
                    {
                        names.Add((sub.Length == 0 ? entry : entry[(sub.Length + 1)..]).Split('/')[0]);
                        found = true;
                    }
                }
            }
        }

        lock (gate)
        {
            var prefix = "/" + Text(container, "name") + (path == "/" ? "/" : path + "/");
            foreach (var key in written.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
            {
                names.Add(key[prefix.Length..].Split('/')[0]);
                found = true;
            }
        }

        return found ? [.. names] : null;
    }

    /// <summary>A path without doubled slashes and dots.</summary>
    public static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == "..")
            {
                if (parts.Count > 0)
                {
                    parts.RemoveAt(parts.Count - 1);
                }
            }
            else if (part is not ("" or "."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }

    private static string? Under(string path, string root)
    {
        if (path == root)
        {
            return "";
        }

        var prefix = root == "/" ? "/" : root + "/";
        return path.StartsWith(prefix, StringComparison.Ordinal) ? path[prefix.Length..] : null;
    }

    private static byte[] Base64(JsonObject data, string key)
    {
        var text = Text(data, key);
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : [];
    }

    private byte[]? WellKnown(string path) => path switch
    {
        "/etc/hosts" => Encoding.UTF8.GetBytes(Hosts()),
        "/etc/hostname" => Encoding.UTF8.GetBytes(Name(pod) + "\n"),
        "/dev/null" => [],
        _ => null,
    };

    private static IEnumerable<string> WellKnownIn(string directory) => directory switch
    {
        "/etc" => ["hostname", "hosts"],
        "/dev" => ["null"],
        _ => [],
    };

    /// <summary>What the kubelet puts in a Pod's hosts file.</summary>
    private string Hosts()
    {
        var spec = Child(pod, "spec");
        var text = new StringBuilder("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n" +
            "::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\n" +
            "fe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
        var host = Text(spec, "hostname") is { Length: > 0 } given ? given : Name(pod);
        text.Append(Text(spec, "subdomain") is { Length: > 0 } domain
            ? $"{PodIp}\t{host}.{domain}.{Namespace(pod)}.svc.cluster.local\t{host}\n" : $"{PodIp}\t{host}\n");
        var aliases = Items(spec, "hostAliases").Select(a => a.Item).ToList();
        if (aliases.Count > 0)
        {
            text.Append("\n# Entries added by HostAliases.\n");
            aliases.ForEach(a => text.Append(Text(a, "ip")).Append('\t').AppendJoin('\t', Texts(a, "hostnames")).Append('\n'));
        }

        return text.ToString();
    }

    private byte[]? FindWritten(string root, string path)
    {
        lock (gate)
        {
            return written.GetValueOrDefault(root + path);
        }
    }

    private byte[]? Find(JsonObject volume, string relative)
    {
        // The names the atomic writer puts beside the files.
        relative = relative.StartsWith("..data/", StringComparison.Ordinal) ? relative[7..] : relative;
        if (IsWritable(volume))
        {
            lock (gate)
            {
                return written.GetValueOrDefault(VolumeKey(volume, relative));
            }
        }

        try
        {
            return Entries(volume).GetValueOrDefault(relative);
        }
        catch (ContainerConfigException)
        {
            return null;
        }
    }

    private IEnumerable<string> AllNames(JsonObject volume)
    {
        if (!IsWritable(volume))
        {
            try
            {
                return Entries(volume).Keys;
            }
            catch (ContainerConfigException)
            {
                return [];
            }
        }

        var prefix = VolumeKey(volume, "");
        lock (gate)
        {
            return [.. written.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Select(k => k[prefix.Length..])];
        }
    }

    private IEnumerable<(JsonObject Mount, JsonObject Volume)> Mounts(JsonObject container)
    {
        var volumes = Items(Child(pod, "spec"), "volumes").Select(v => v.Item).ToList();
        return Items(container, "volumeMounts")
            .Select(m => m.Item)
            .OrderByDescending(m => Text(m, "mountPath").Length)
            .Select(m => (m, volumes.Find(v => Text(v, "name") == Text(m, "name"))))
            .Where(p => p.Item2 is not null)!;
    }

    private Dictionary<string, byte[]> Entries(JsonObject volume)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        if (Child(volume, "secret") is { } secret)
        {
            FromObject("secrets", "secret", Text(secret, "secretName"), secret, files);
        }
        else if (Child(volume, "configMap") is { } map)
        {
            FromObject("configmaps", "configmap", Text(map, "name"), map, files);
        }
        else if (Child(volume, "downwardAPI") is { } downward)
        {
            FromPod(downward, files);
        }

        foreach (var (_, source) in Items(Child(volume, "projected"), "sources"))
        {
            Projected(source, files);
        }

        return files;
    }

    private void Projected(JsonObject source, Dictionary<string, byte[]> files)
    {
        if (Child(source, "secret") is { } secret)
        {
            FromObject("secrets", "secret", Text(secret, "name"), secret, files);
        }

        if (Child(source, "configMap") is { } map)
        {
            FromObject("configmaps", "configmap", Text(map, "name"), map, files);
        }

        if (Child(source, "downwardAPI") is { } downward)
        {
            FromPod(downward, files);
        }

        if (Child(source, "serviceAccountToken") is { } token)
        {
            files[Text(token, "path")] = Encoding.UTF8.GetBytes(Token(token));
        }
    }

    // Renewed after four fifths of its life, as the kubelet does.
    private string Token(JsonObject wanted)
    {
        var now = clock.GetUtcNow();
        var audience = Text(wanted, "audience");
        lock (gate)
        {
            if (tokens.TryGetValue(audience, out var known) && now < known.Renew)
            {
                return known.Token;
            }
        }

        var seconds = Number(wanted, "expirationSeconds", 3600);
        var account = Text(Child(pod, "spec"), "serviceAccountName") is { Length: > 0 } name ? name : "default";
        var token = api.Token(Namespace(pod), account, audience.Length == 0 ? null : audience, seconds, pod)
            ?? throw new ContainerConfigException(
                $"failed to fetch token: serviceaccounts \"{account}\" not found");
        lock (gate)
        {
            tokens[audience] = (token, now + TimeSpan.FromSeconds(seconds * 0.8));
        }

        return token;
    }

    private void FromObject(
        string storage,
        string word,
        string name,
        JsonObject reference,
        Dictionary<string, byte[]> files)
    {
        var optional = Flag(reference, "optional");
        var found = api.Get(storage, Namespace(pod), name);
        if (found is null)
        {
            if (optional)
            {
                return;
            }

            throw new ContainerConfigException($"{word} \"{name}\" not found");
        }

        var all = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (field, encoded) in ((string, bool)[])[("data", word == "secret"), ("binaryData", true)])
        {
            foreach (var (key, _) in Child(found, field) ?? [])
            {
                var data = Child(found, field)!;
                all[key] = encoded ? Base64(data, key) : Encoding.UTF8.GetBytes(Text(data, key));
            }
        }

        var items = Items(reference, "items").ToList();
        if (items.Count == 0)
        {
            foreach (var (key, bytes) in all)
            {
                files[key] = bytes;
            }
        }

        foreach (var (_, item) in items)
        {
            if (all.TryGetValue(Text(item, "key"), out var bytes))
            {
                files[Text(item, "path")] = bytes;
            }
            else if (!optional)
            {
                throw new ContainerConfigException($"references non-existent {(word == "secret" ? "secret" : "config")} key: {Text(item, "key")}");
            }
        }
    }

    private void FromPod(JsonObject downward, Dictionary<string, byte[]> files)
    {
        foreach (var (_, item) in Items(downward, "items"))
        {
            var text = Child(item, "fieldRef") is { } field
                ? DownwardApi.Field(api.Get("pods", Namespace(pod), Name(pod)) ?? pod, Text(field, "fieldPath"), hostIp)
                : Child(item, "resourceFieldRef") is { } resource ? DownwardApi.Resource(pod, null, resource) : "";
            files[Text(item, "path")] = Encoding.UTF8.GetBytes(text);
        }
    }
}
