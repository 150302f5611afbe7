using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Pods.Docker;

/// <summary>
/// Pods as containers of a Docker engine on this machine. Each container is labelled with its Pod and with the process that
/// made it; what processes that have ended left behind goes when the next one starts.
/// </summary>
internal sealed class DockerEngine : IPodEngine
{
    public const string OwnerLabel = "eso.pods.owner";

    private readonly DockerApi api;
    private readonly string owner;
    private readonly string folder;

    private DockerEngine(DockerApi api, string owner)
    {
        this.api = api;
        this.owner = owner;
        folder = Path.Combine(Path.GetTempPath(), "eso-pods-" + owner.Replace('/', '-'));
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Finds the engine and removes what ended processes left on it.</summary>
    /// <param name="address">DOCKER_HOST.</param>
    /// <param name="owner">This process.</param>
    /// <param name="isGone">Whether a process that left its name on a container has ended.</param>
    /// <exception cref="DockerException">There is no engine.</exception>
    public static DockerEngine Connect(string? address, string owner, Func<string, bool> isGone)
    {
        var engine = new DockerEngine(DockerApi.At(address), owner);
        try
        {
            engine.SweepAsync(isGone).GetAwaiter().GetResult();
            // Secrets are written below it: nobody else on this machine may look in.
            DockerVolumes.Make(engine.folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return engine;
        }
        catch (DockerException e)
        {
            engine.api.Dispose();
            throw new DockerException(0, $"no Docker engine answers at {engine.api.Address}: {e.Message}");
        }
    }

    public IPodHost Open(JsonObject pod, PodFiles files, TimeProvider clock) =>
        new DockerPod(api, owner, folder, pod, files, clock);

    public void Dispose()
    {
        try
        {
            SweepAsync(o => o == owner).GetAwaiter().GetResult();
        }
        catch (DockerException)
        {
            // The engine is gone, and with it our hands; the next process sweeps.
        }

        api.Dispose();
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task SweepAsync(Func<string, bool> isOver)
    {
        var filters = Uri.EscapeDataString(new JsonObject { ["label"] = new JsonArray(OwnerLabel) }.ToJsonString());
        var found = await api.SendAsync(HttpMethod.Get, $"/containers/json?all=1&filters={filters}", null, CancellationToken.None)
            .ConfigureAwait(false);
        foreach (var container in found?.AsArray().OfType<JsonObject>() ?? [])
        {
            var left = container["Labels"]?[OwnerLabel]?.GetValue<string>() ?? "";
            if (!isOver(left))
            {
                continue;
            }

            await DockerPod.RemoveAsync(api, container["Id"]!.GetValue<string>()).ConfigureAwait(false);
            var abandoned = Path.Combine(Path.GetTempPath(), "eso-pods-" + left.Replace('/', '-'));
            if (left != owner && Directory.Exists(abandoned))
            {
                Directory.Delete(abandoned, recursive: true);
            }
        }
    }
}
