using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;

namespace Eso.Emulator.Grounds.Containers;

/// <summary>
/// Testcontainers' own reaper (ryuk) may be switched off, or its image not be there: what this ground makes carries its
/// owner as a label, and the next run removes what a killed one left.
/// </summary>
internal static class LeftContainers
{
    private const string Label = "eso.ground.owner";

    public static IReadOnlyDictionary<string, string> Labels { get; } = new Dictionary<string, string> { [Label] = RunOwner.Here };

    public static async Task SweepAsync(Action<string> tell, CancellationToken cancel)
    {
        using var configuration = TestcontainersSettings.OS.DockerEndpointAuthConfig.GetDockerClientConfiguration();
        using var docker = configuration.CreateClient();
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [Label] = true } };
        var removed = 0;
        foreach (var container in await docker.Containers.ListContainersAsync(
            new ContainersListParameters { All = true, Filters = filters }, cancel))
        {
            if (RunOwner.IsGone(container.Labels[Label]))
            {
                await docker.Containers.RemoveContainerAsync(
                    container.ID, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancel);
                removed++;
            }
        }

        foreach (var network in await docker.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters }, cancel))
        {
            if (RunOwner.IsGone(network.Labels[Label]))
            {
                await docker.Networks.DeleteNetworkAsync(network.ID, cancel);
            }
        }

        if (removed > 0)
        {
            tell($"eso: removed {removed} containers that a killed run left behind");
        }
    }
}
