using Eso.Emulator.Aws.Protocol;
using Xunit;

namespace Eso.Unit.Emulator.Aws.Protocol;

/// <summary>The registry asks for parts and operations by name, for speed: nothing that is there may stay unknown to it.</summary>
public sealed class ServiceRegistryTests
{
    private static readonly Type[] All = typeof(ServiceRegistry).Assembly.GetTypes()
        .Where(t => t is { IsClass: true, IsAbstract: false }).ToArray();

    [Fact]
    public void Every_part_is_declared()
    {
        var parts = All.Where(t => t.IsAssignableTo(typeof(IAwsService)) || t.IsAssignableTo(typeof(ICredentialSource))
            || t.IsAssignableTo(typeof(IAuthorizer)));
        var registry = ServiceRegistry.Shared;

        Assert.Equal(
            parts.ToHashSet(),
            registry.Services.Select(s => s.Declaration.GetType())
                .Concat([registry.Credentials!.GetType(), registry.Authorizer!.GetType()]).ToHashSet());
    }

    [Fact]
    public void Every_operation_is_found_by_its_name()
    {
        var operations = All.Where(t => Array.Exists(
            t.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IOperation<>)));
        var found = ServiceRegistry.Shared.Services
            .SelectMany(s => s.OperationNames.Select(s.Operation)).Select(o => o!.Code.Type).ToHashSet();

        Assert.Equal(operations.ToHashSet(), found);
        Assert.All(found, t => Assert.Equal(t.Name, t.GetProperty("Name")!.GetValue(null)));
    }
}
