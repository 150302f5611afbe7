using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Eso.Testing;
using FluentAssertions;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Xunit;

namespace Eso.Integration.Containers;

/// <summary>
/// The official clients as witnesses of our own servers: what they write and read is what our clients do. Compiled with
/// -p:Containers=true only, since their packages are not on every mirror.
/// </summary>
public sealed class WitnessTests
{
    [Fact]
    public async Task The_AWS_SDK_and_the_Kubernetes_client_see_the_same_world()
    {
        await using var world = await EsoWorld.StartAsync(o => o.Ground = "embedded");
        var endpoint = world.Aws.Endpoint!.AbsoluteUri;
        var keys = new BasicAWSCredentials("test", "test");
        using var secrets = new AmazonSecretsManagerClient(
            keys, new AmazonSecretsManagerConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" });
        using var parameters = new AmazonSimpleSystemsManagementClient(
            keys, new AmazonSimpleSystemsManagementConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" });
        using var kubernetes = Kubernetes(world);

        await secrets.CreateSecretAsync(new CreateSecretRequest { Name = "witness", SecretString = "seen" });
        await parameters.PutParameterAsync(
            new PutParameterRequest { Name = "/witness", Value = "seen", Type = ParameterType.SecureString });

        (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "witness" })).SecretString.Should().Be("seen");
        (await parameters.GetParameterAsync(new GetParameterRequest { Name = "/witness", WithDecryption = true }))
            .Parameter.Value.Should().Be("seen");
        (await kubernetes.CoreV1.ListNamespaceAsync()).Items.Should().Contain(n => n.Metadata.Name == "default");
        var absent = () => secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "absent" });
        await absent.Should().ThrowAsync<ResourceNotFoundException>();
    }

    [Fact]
    public async Task The_Kubernetes_client_writes_reads_patches_and_watches()
    {
        await using var world = await EsoWorld.StartAsync(o => o.Ground = "embedded");
        using var client = Kubernetes(world);
        var made = await client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret { Metadata = new V1ObjectMeta { Name = "s" }, Data = new Dictionary<string, byte[]> { ["k"] = [0, 255] } }, "default");
        var seen = new TaskCompletionSource<V1Secret>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = client.CoreV1.ListNamespacedSecretWithHttpMessagesAsync(
            "default", watch: true, resourceVersion: made.Metadata.ResourceVersion)
            .Watch<V1Secret, V1SecretList>((type, secret) => _ = type == WatchEventType.Modified && seen.TrySetResult(secret));

        await client.CoreV1.PatchNamespacedSecretAsync(
            new V1Patch("""{"metadata":{"labels":{"a":"b"}}}""", V1Patch.PatchType.MergePatch), "s", "default");

        (await seen.Task.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System)).Metadata.Labels.Should().Contain("a", "b");
        (await client.CoreV1.ReadNamespacedSecretAsync("s", "default")).Data["k"].Should().Equal(0, 255);
        await client.CoreV1.DeleteNamespacedSecretAsync("s", "default");
        var gone = () => client.CoreV1.ReadNamespacedSecretAsync("s", "default");
        (await gone.Should().ThrowAsync<HttpOperationException>()).Which.Response.StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    private static k8s.Kubernetes Kubernetes(EsoWorld world)
    {
        using var kubeconfig = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(world.Kubeconfig));
        return new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig));
    }
}
