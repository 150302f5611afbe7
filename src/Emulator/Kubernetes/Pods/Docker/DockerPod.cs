using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>
/// One Pod's containers. The first one has a network of its own, which the others join. Not emulated: the join is not made
/// anew when the first one starts again; devices, host networks and host folders.
/// </summary>
internal sealed class DockerPod(
    DockerApi api, string owner, string root, JsonObject pod, PodFiles files, TimeProvider clock) : IPodHost
{
    private readonly DockerVolumes volumes = new(
        Path.Combine(root, Text(Child(pod, "metadata"), "uid"), "volumes"), pod, files, clock);

    private readonly DockerImages images = new(api, pod, files, clock);
    private readonly Dictionary<string, string> running = new(StringComparer.Ordinal);
    private string networkOf = "";

    public string Ip { get; private set; } = "";

    private string Uid => Text(Child(pod, "metadata"), "uid");

    /// <summary>Removes a container however it is doing; no trouble when it is gone.</summary>
    public static async Task RemoveAsync(DockerApi api, string id)
    {
        try
        {
            await api.SendAsync(HttpMethod.Delete, $"/containers/{id}?force=1&v=1", null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (DockerException e) when (e.Status is 404 or 409)
        {
            // Gone, or going.
        }
    }

    public void RefreshVolumes() => volumes.Refresh();

    public async Task<IContainerProcess> StartAsync(ContainerStart start, CancellationToken cancellation)
    {
        var image = await images.NeedAsync(start.Spec, cancellation).ConfigureAwait(false);
        volumes.Refresh();
        string id;
        try
        {
            var name = $"eso_{Text(start.Spec, "name")}_{Name(pod)}_{Namespace(pod)}_{Uid}_{start.Attempt}";
            // What ran before has told its end and its output.
            if (running.Remove(Text(start.Spec, "name"), out var before))
            {
                networkOf = networkOf == before ? "" : networkOf;
                await RemoveAsync(api, before).ConfigureAwait(false);
            }

            await RemoveAsync(api, name).ConfigureAwait(false);
            var made = await api.SendAsync(
                HttpMethod.Post, $"/containers/create?name={name}", Body(start), cancellation).ConfigureAwait(false);
            id = running[Text(start.Spec, "name")] = made!["Id"]!.GetValue<string>();
        }
        catch (DockerException e)
        {
            throw new ContainerConfigException(e.Message) { Reason = "CreateContainerError" };
        }

        try
        {
            await api.SendAsync(HttpMethod.Post, $"/containers/{id}/start", null, cancellation).ConfigureAwait(false);
        }
        catch (DockerException e)
        {
            await RemoveAsync(api, id).ConfigureAwait(false);
            throw new ContainerConfigException(e.Message) { Reason = "RunContainerError" };
        }

        if (networkOf.Length == 0 || Ip.Length == 0)
        {
            await FindAddressAsync(id, cancellation).ConfigureAwait(false);
        }

        return new DockerContainer(api, id, image, start.Log, Flag(start.Spec, "tty"), clock);
    }

    public async Task RemoveAsync()
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray($"io.kubernetes.pod.uid={Uid}") }.ToJsonString());
        try
        {
            var found = await api.SendAsync(HttpMethod.Get, $"/containers/json?all=1&filters={filters}", null, CancellationToken.None)
                .ConfigureAwait(false);
            foreach (var container in found?.AsArray() ?? [])
            {
                await RemoveAsync(api, container!["Id"]!.GetValue<string>()).ConfigureAwait(false);
            }
        }
        catch (DockerException)
        {
            // The engine is gone; what it held the next process sweeps.
        }

        var folder = Path.Combine(root, Uid);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task FindAddressAsync(string id, CancellationToken cancellation)
    {
        var seen = await api.SendAsync(HttpMethod.Get, $"/containers/{id}/json", null, cancellation).ConfigureAwait(false);
        var settings = seen?["NetworkSettings"] as JsonObject;
        var address = Text(settings, "IPAddress");
        address = address.Length > 0 ? address : Child(settings, "Networks")?
            .Select(n => Text(n.Value as JsonObject, "IPAddress")).FirstOrDefault(a => a.Length > 0) ?? "";
        // Init containers end: only what stays lends its network to others.
        if (seen?["State"]?["Running"]?.GetValue<bool>() == true && address.Length > 0)
        {
            Ip = files.PodIp = address;
            networkOf = id;
        }
    }

    private JsonObject Body(ContainerStart start)
    {
        var spec = start.Spec;
        var isInit = Items(Child(pod, "spec"), "initContainers").Any(i => ReferenceEquals(i.Item, spec));
        var values = start.Environment.GroupBy(p => p.Key, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        var joins = networkOf.Length > 0 && !isInit;
        var body = new JsonObject
        {
            ["Image"] = Text(spec, "image"),
            ["Env"] = new JsonArray([.. values.Select(v => (JsonNode)$"{v.Key}={v.Value}")]),
            ["Tty"] = Flag(spec, "tty"),
            ["OpenStdin"] = Flag(spec, "stdin"),
            ["StdinOnce"] = Flag(spec, "stdinOnce"),
            ["Labels"] = new JsonObject
            {
                ["io.kubernetes.pod.name"] = Name(pod),
                ["io.kubernetes.pod.namespace"] = Namespace(pod),
                ["io.kubernetes.pod.uid"] = Uid,
                ["io.kubernetes.container.name"] = Text(spec, "name"),
                [DockerEngine.OwnerLabel] = owner,
            },
            ["HostConfig"] = HostConfig(spec, joins),
        };
        if (!joins)
        {
            body["Hostname"] = Text(Child(pod, "spec"), "hostname") is { Length: > 0 } host ? host : Name(pod);
        }

        Words(body, "Entrypoint", Texts(spec, "command"), values);
        Words(body, "Cmd", Texts(spec, "args"), values);
        var security = Child(spec, "securityContext");
        var user = security?["runAsUser"] ?? Child(Child(pod, "spec"), "securityContext")?["runAsUser"];
        if (user is not null)
        {
            var group = security?["runAsGroup"] ?? Child(Child(pod, "spec"), "securityContext")?["runAsGroup"];
            body["User"] = group is null ? user.ToString() : $"{user}:{group}";
        }

        if (Text(spec, "workingDir") is { Length: > 0 } folder)
        {
            body["WorkingDir"] = folder;
        }

        return body;
    }

    private JsonObject HostConfig(JsonObject spec, bool joins)
    {
        var security = Child(spec, "securityContext");
        var config = new JsonObject
        {
            ["Binds"] = volumes.Binds(spec),
            ["ReadonlyRootfs"] = Flag(security, "readOnlyRootFilesystem"),
            ["Privileged"] = Flag(security, "privileged"),
            ["CapAdd"] = new JsonArray([.. Texts(Child(security, "capabilities"), "add").Select(c => (JsonNode)c)]),
            ["CapDrop"] = new JsonArray([.. Texts(Child(security, "capabilities"), "drop").Select(c => (JsonNode)c)]),
        };
        if (joins)
        {
            config["NetworkMode"] = $"container:{networkOf}";
        }
        else
        {
            config["ExtraHosts"] = new JsonArray([.. Items(Child(pod, "spec"), "hostAliases")
                .SelectMany(a => Texts(a.Item, "hostnames").Select(h => (JsonNode)$"{h}:{Text(a.Item, "ip")}"))]);
        }

        return config;
    }

    private static void Words(JsonObject body, string field, IEnumerable<string> words, Dictionary<string, string> values)
    {
        var all = words.Select(w => (JsonNode)Expansion.Expand(w, n => values.GetValueOrDefault(n))).ToArray();
        if (all.Length > 0)
        {
            body[field] = new JsonArray(all);
        }
    }
}
