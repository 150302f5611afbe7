using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>The images of one Pod: there, or pulled with the Pod's pull secrets, or waited for with growing pauses.</summary>
internal sealed class DockerImages(DockerApi api, JsonObject pod, PodFiles files, TimeProvider clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (DateTimeOffset Again, TimeSpan Pause, string Why)> failures = new(StringComparer.Ordinal);

    /// <summary>The image's id.</summary>
    public async Task<string> NeedAsync(JsonObject container, CancellationToken cancellation)
    {
        var image = Text(container, "image");
        var policy = Text(container, "imagePullPolicy");
        var found = await FindAsync(image, cancellation).ConfigureAwait(false);
        if (found is not null && (policy != "Always" || failures.ContainsKey(image)))
        {
            return found;
        }

        if (policy == "Never")
        {
            throw new ContainerConfigException($"Container image \"{image}\" is not present with pull policy of Never")
            {
                Reason = "ErrImageNeverPull",
                Events = [("Warning", "ErrImageNeverPull", $"Container image \"{image}\" is not present with pull policy of Never")],
                Again = clock.GetUtcNow() + First,
            };
        }

        if (failures.TryGetValue(image, out var failure) && clock.GetUtcNow() < failure.Again)
        {
            throw new ContainerConfigException($"Back-off pulling image \"{image}\": ErrImagePull: {failure.Why}")
            {
                Reason = "ImagePullBackOff",
                Events = [("Normal", "BackOff", $"Back-off pulling image \"{image}\""), ("Warning", "Failed", "Error: ImagePullBackOff")],
                Again = failure.Again,
            };
        }

        return await PullAsync(image, found, cancellation).ConfigureAwait(false);
    }

    private async Task<string> PullAsync(string image, string? found, CancellationToken cancellation)
    {
        try
        {
            var (name, tag) = Split(image);
            await api.SendAsync(
                HttpMethod.Post,
                $"/images/create?fromImage={Uri.EscapeDataString(name)}&tag={Uri.EscapeDataString(tag)}",
                null,
                cancellation,
                Credentials(name)).ConfigureAwait(false);
            if (await FindAsync(image, cancellation).ConfigureAwait(false) is { } pulled)
            {
                failures.Remove(image);
                return pulled;
            }

            throw new DockerException(404, $"No such image: {image}");
        }
        catch (DockerException e)
        {
            var pause = failures.TryGetValue(image, out var before) ? before.Pause * 2 : First;
            pause = pause < Most ? pause : Most;
            var now = clock.GetUtcNow();
            failures[image] = (now + pause, pause, e.Message);
            // With an image at hand that only should have been asked for again, work can go on.
            return found ?? throw new ContainerConfigException(e.Message)
            {
                Reason = "ErrImagePull",
                Events = [("Warning", "Failed", $"Failed to pull image \"{image}\": {e.Message}"), ("Warning", "Failed", "Error: ErrImagePull")],
                Again = now + TimeSpan.FromSeconds(2),
            };
        }
    }

    private async Task<string?> FindAsync(string image, CancellationToken cancellation)
    {
        try
        {
            var seen = await api.SendAsync(HttpMethod.Get, $"/images/{image}/json", null, cancellation).ConfigureAwait(false);
            return seen?["Id"]?.GetValue<string>();
        }
        catch (DockerException e) when (e.Status == 404)
        {
            return null;
        }
        catch (DockerException e)
        {
            throw new ContainerConfigException(e.Message) { Reason = "ImageInspectError", Again = clock.GetUtcNow() + First };
        }
    }

    /// <summary>A name's repository, and its tag or digest.</summary>
    internal static (string Name, string Tag) Split(string image)
    {
        if (image.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            return (image[..at], image[(at + 1)..]);
        }

        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..]) : (image, "latest");
    }

    /// <summary>What the Pod's pull secrets hold for an image's registry, as the engine takes it; null: nothing.</summary>
    private string? Credentials(string name)
    {
        var first = name.Split('/')[0];
        var registry = name.Contains('/', StringComparison.Ordinal) && (first.Contains('.', StringComparison.Ordinal)
            || first.Contains(':', StringComparison.Ordinal) || first == "localhost") ? first : "docker.io";
        foreach (var config in files.PullSecrets(pod))
        {
            foreach (var (host, entry) in Auths(config))
            {
                if (entry is JsonObject known && IsFor(host, registry))
                {
                    var (user, password) = UserOf(known);
                    var auth = new JsonObject { ["username"] = user, ["password"] = password, ["serveraddress"] = host };
                    return Convert.ToBase64String(Encoding.UTF8.GetBytes(auth.ToJsonString())).Replace('+', '-').Replace('/', '_');
                }
            }
        }

        return null;
    }

    private static JsonObject Auths(byte[] config)
    {
        try
        {
            return JsonNode.Parse(config)?["auths"] as JsonObject ?? [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static bool IsFor(string host, string registry)
    {
        var bare = host.Replace("https://", "", StringComparison.Ordinal).Replace("http://", "", StringComparison.Ordinal).Split('/')[0];
        return bare == registry || (registry == "docker.io" && bare is "index.docker.io" or "registry-1.docker.io");
    }

    private static (string User, string Password) UserOf(JsonObject entry)
    {
        if (Text(entry, "username") is { Length: > 0 } user)
        {
            return (user, Text(entry, "password"));
        }

        var bytes = new byte[Text(entry, "auth").Length];
        var pair = Convert.TryFromBase64String(Text(entry, "auth"), bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count) : "";
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (pair, "") : (pair[..colon], pair[(colon + 1)..]);
    }
}
