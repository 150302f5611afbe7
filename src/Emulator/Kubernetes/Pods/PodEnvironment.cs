using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>Why a container cannot be made yet; the text is the waiting message.</summary>
internal sealed class ContainerConfigException(string message) : Exception(message)
{
    /// <summary>Why the container waits, as its status says it.</summary>
    public string Reason { get; init; } = "CreateContainerConfigError";

    /// <summary>What is told of it; empty: the usual event.</summary>
    public IReadOnlyList<(string Type, string Reason, string Message)> Events { get; init; } = [];

    /// <summary>When to try again at the latest; null: when something changes.</summary>
    public DateTimeOffset? Again { get; init; }
}

/// <summary>
/// Resolves a container's environment as the kubelet does: services, then envFrom, then env, later entries over earlier
/// ones. Values never change after the container was made.
/// </summary>
internal sealed class PodEnvironment(IPodApi api, JsonObject pod, string hostIp, PodFiles? files = null)
{
    /// <summary>The variables in the order a process sees them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Resolve(JsonObject container)
    {
        var own = new Dictionary<string, string>(StringComparer.Ordinal);
        var order = new List<string>();
        var services = Services();
        foreach (var (_, from) in Items(container, "envFrom"))
        {
            FromSource(from, Set);
        }

        foreach (var (_, env) in Items(container, "env"))
        {
            var value = Child(env, "valueFrom") is { } source
                ? FromReference(source, container)
                : Expansion.Expand(Text(env, "value"), n =>
                    own.TryGetValue(n, out var v) || services.TryGetValue(n, out v) ? v : null);
            if (value is not null)
            {
                Set(Text(env, "name"), value);
            }
        }

        var result = new List<KeyValuePair<string, string>>
        {
            new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            new("HOSTNAME", Text(Child(pod, "spec"), "hostname") is { Length: > 0 } host ? host : Name(pod)),
        };
        result.AddRange(order.Select(n => KeyValuePair.Create(n, own[n])));
        result.AddRange(services.Where(s => !own.ContainsKey(s.Key)));
        result.Add(new("HOME", "/root"));
        // The last of two equal names wins, in the place of the first.
        return [.. result.GroupBy(p => p.Key, StringComparer.Ordinal).Select(g => g.Last())];

        void Set(string name, string value)
        {
            if (!own.ContainsKey(name))
            {
                order.Add(name);
            }

            own[name] = value;
        }
    }

    private static string Decode(JsonObject? data, string key)
    {
        var text = Text(data, key);
        var bytes = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(text, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : "";
    }

    private void FromSource(JsonObject from, Action<string, string> set)
    {
        var prefix = Text(from, "prefix");
        foreach (var (field, storage, word) in ((string, string, string)[])
            [("configMapRef", "configmaps", "configmap"), ("secretRef", "secrets", "secret")])
        {
            if (Child(from, field) is not { } reference)
            {
                continue;
            }

            var found = Find(storage, word, reference);
            var data = Child(found, "data");
            foreach (var key in data?.Select(p => p.Key).Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>())
            {
                set(prefix + key, word == "secret" ? Decode(data, key) : Text(data, key));
            }
        }
    }

    /// <summary>From a file that a container before this one has written.</summary>
    private string? FromFile(JsonObject reference)
    {
        var path = Text(reference, "path");
        var content = files?.ReadVolume(Text(reference, "volumeName"), path);
        var value = content is null ? null : EnvFile.Find(Encoding.UTF8.GetString(content), Text(reference, "key"));
        return value is not null || Flag(reference, "optional") ? value
            : throw new ContainerConfigException(content is null
                ? "couldn't parse env file"
                : $"environment variable key \"{Text(reference, "key")}\" not found in file \"{path}\"");
    }

    private string? FromReference(JsonObject source, JsonObject container)
    {
        if (Child(source, "fieldRef") is { } field)
        {
            return DownwardApi.Field(pod, Text(field, "fieldPath"), hostIp);
        }

        if (Child(source, "fileKeyRef") is { } file)
        {
            return FromFile(file);
        }

        if (Child(source, "resourceFieldRef") is { } resource)
        {
            return DownwardApi.Resource(pod, container, resource);
        }

        foreach (var (name, storage, word, title) in ((string, string, string, string)[])
        [
            ("configMapKeyRef", "configmaps", "configmap", "ConfigMap"),
            ("secretKeyRef", "secrets", "secret", "Secret"),
        ])
        {
            if (Child(source, name) is not { } reference)
            {
                continue;
            }

            var key = Text(reference, "key");
            var found = Find(storage, word, reference);
            var data = Child(found, "data");
            if (data is not null && data.ContainsKey(key))
            {
                return word == "secret" ? Decode(data, key) : Text(data, key);
            }

            if (Flag(reference, "optional"))
            {
                return null;
            }

            throw new ContainerConfigException(
                $"couldn't find key {key} in {title} {Namespace(pod)}/{Text(reference, "name")}");
        }

        return "";
    }

    private JsonObject? Find(string storage, string word, JsonObject reference)
    {
        var name = Text(reference, "name");
        var found = api.Get(storage, Namespace(pod), name);
        return found is not null || Flag(reference, "optional")
            ? found
            : throw new ContainerConfigException($"{word} \"{name}\" not found");
    }

    private Dictionary<string, string> Services()
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        var links = Child(pod, "spec")?["enableServiceLinks"] is null || Flag(Child(pod, "spec"), "enableServiceLinks");
        var services = api.List("services", "default").Where(s => Name(s) == "kubernetes");
        if (links)
        {
            services = services.Concat(api.List("services", Namespace(pod)));
        }

        foreach (var service in services)
        {
            Service(service, result);
        }

        return result;
    }

    private static void Service(JsonObject service, Dictionary<string, string> result)
    {
        var spec = Child(service, "spec");
        var ip = Text(spec, "clusterIP");
        if (ip is "" or "None")
        {
            return;
        }

        var name = Name(service).ToUpperInvariant().Replace('-', '_');
        var first = true;
        foreach (var (_, port) in Items(spec, "ports"))
        {
            var number = Number(port, "port").ToString(CultureInfo.InvariantCulture);
            var protocol = Text(port, "protocol");
            if (first)
            {
                result[$"{name}_SERVICE_HOST"] = ip;
                result[$"{name}_SERVICE_PORT"] = number;
                result[$"{name}_PORT"] = $"{protocol.ToLowerInvariant()}://{ip}:{number}";
                first = false;
            }

            if (Text(port, "name") is { Length: > 0 } portName)
            {
                result[$"{name}_SERVICE_PORT_{portName.ToUpperInvariant().Replace('-', '_')}"] = number;
            }

            var stem = $"{name}_PORT_{number}_{protocol}";
            result[stem] = $"{protocol.ToLowerInvariant()}://{ip}:{number}";
            result[$"{stem}_PROTO"] = protocol.ToLowerInvariant();
            result[$"{stem}_PORT"] = number;
            result[$"{stem}_ADDR"] = ip;
        }
    }
}
