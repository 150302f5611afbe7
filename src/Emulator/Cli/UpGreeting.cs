using System.Diagnostics;
using System.Text.Json.Nodes;
using Eso.Emulator.Clock;
using Eso.Emulator.Grounds;

namespace Eso.Emulator.Cli;

/// <summary>What <c>eso up</c> prints once the world stands: everything a person, or a program, needs to go on.</summary>
internal sealed class UpGreeting(EmbeddedWorld world, string kubeconfig, TimeProvider machine)
{
    public void Print(bool json, WorldOptions options)
    {
        using var process = Process.GetCurrentProcess();
        var readyMs = (long)(machine.GetUtcNow() - new DateTimeOffset(process.StartTime)).TotalMilliseconds;
        if (json)
        {
            Console.Out.WriteLine(new JsonObject
            {
                ["awsEndpoint"] = world.AwsEndpoint,
                ["kubeEndpoint"] = world.KubeEndpoint,
                ["controlEndpoint"] = world.AwsEndpoint + "/_eso",
                ["kubeconfig"] = kubeconfig,
                ["readyMs"] = readyMs,
                ["pid"] = process.Id,
            }.ToJsonString());
            return;
        }

        var clock = options.ClockMode == ClockMode.Manual
            ? $"stands at {world.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}; move it: curl -d '{{\"by\":\"1h\"}}' {world.AwsEndpoint}/_eso/clock/advance"
            : $"runs, {world.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}; jump: curl -d '{{\"by\":\"1h\"}}' {world.AwsEndpoint}/_eso/clock/advance";
        Console.Out.WriteLine($"""
            Kubernetes  {world.KubeEndpoint}
            AWS         {world.AwsEndpoint}   (Secrets Manager, Parameter Store, STS, IAM, KMS)
            Operator    {(options.Operator ? "running in this process" : "not started (--no-operator)")}
            Clock       {clock}
            Seed        {world.Seed}

            export KUBECONFIG={kubeconfig}
            export AWS_ENDPOINT_URL={world.AwsEndpoint}
            export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION=us-east-1

            Try:
              aws secretsmanager create-secret --name app-secret --secret-string '{"{"}"username":"bob"{"}"}'
              kubectl get crd
              kubectl get externalsecrets -A -w

            ready in {readyMs} ms
            """);
    }
}
