using Amazon.Runtime;
using Amazon.SecretsManager;
using Amazon.SecretsManager.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Eso.Testing;
using FluentAssertions;
using k8s;
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
        using var secrets = new AmazonSecretsManagerClient(
            new BasicAWSCredentials("test", "test"), new AmazonSecretsManagerConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" });
        using var parameters = new AmazonSimpleSystemsManagementClient(
            new BasicAWSCredentials("test", "test"), new AmazonSimpleSystemsManagementConfig { ServiceURL = endpoint, AuthenticationRegion = "us-east-1" });
        using var kubeconfig = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(world.Kubeconfig));
        using var kubernetes = new k8s.Kubernetes(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new StreamFile(kubeconfig).Save()));

        await secrets.CreateSecretAsync(new CreateSecretRequest { Name = "witness", SecretString = "seen" });
        await parameters.PutParameterAsync(new PutParameterRequest { Name = "/witness", Value = "seen", Type = ParameterType.SecureString });

        (await secrets.GetSecretValueAsync(new GetSecretValueRequest { SecretId = "witness" })).SecretString.Should().Be("seen");
        (await parameters.GetParameterAsync(new GetParameterRequest { Name = "/witness", WithDecryption = true })).Parameter.Value.Should().Be("seen");
        (await kubernetes.CoreV1.ListNamespaceAsync()).Items.Should().Contain(n => n.Metadata.Name == "default");
    }

    /// <summary>A kubeconfig as the file that the client wants.</summary>
    private sealed class StreamFile(Stream stream)
    {
        public FileInfo Save()
        {
            var path = Path.Combine(Directory.CreateTempSubdirectory("eso-witness-").FullName, "config");
            using var file = File.Create(path);
            stream.CopyTo(file);
            return new FileInfo(path);
        }
    }
}
